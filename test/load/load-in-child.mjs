// Run in a process of its own by the tests: loads the data source of the project in the working directory and prints
// what TypeORM makes of its entities, as one line of JSON.
import { readdirSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";

const { compileAhead, createLoader, explainLoadFailure, findDataSource, loadDataSource, recordLoadedFiles } =
  await import(process.env.AUTOGEN_LOAD ?? "@typeorm-autogen/load");

// As watching does it: the files are compiled before anybody asks for them.
if (process.env.AUTOGEN_AHEAD) {
  recordLoadedFiles();
  const files = readdirSync(process.cwd(), { recursive: true }).filter(
    (file) => !file.includes("node_modules"),
  );
  compileAhead(files.map((file) => join(process.cwd(), file)));
}

const describe = async () => {
  const { file, how } = await findDataSource(process.cwd(), { dataSource: process.argv[2] });
  const loader = createLoader(process.cwd());
  const dataSource = await loadDataSource(file, loader);
  await dataSource.buildMetadatas().catch((error) => {
    throw explainLoadFailure(error, file);
  });
  const entities = dataSource.entityMetadatas.map((metadata) => ({
    name: metadata.name,
    columns: Object.fromEntries(
      metadata.columns.map((column) => [column.databaseName, dataSource.driver.normalizeType(column)]),
    ),
    lazy: metadata.relations.filter((relation) => relation.isLazy).map((relation) => relation.propertyName),
    comments: metadata.columns.map((column) => column.comment).filter((comment) => comment !== undefined),
  }));
  return {
    how,
    file,
    loader: loader.description,
    compilerLoaded: Object.keys(Module._cache).some((file) => file.includes("@swc")),
    requiresTypeScript: Module._extensions[".ts"] !== undefined,
    entities: entities.sort((a, b) => a.name.localeCompare(b.name)),
  };
};

try {
  console.log(JSON.stringify(await describe()));
} catch (error) {
  const { name, code, message, details, stack } = error;
  console.log(JSON.stringify({ error: { name, code, message, details, cause: error.cause?.stack, stack } }));
}
