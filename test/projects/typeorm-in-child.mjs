// Run in a process of its own by the tests: `node typeorm-in-child.mjs FILE log|synchronize` opens the DataSource that FILE
// exports as an application does, lets TypeORM synchronise where it is told to, and prints what TypeORM's own schema
// builder would still change, as one line of JSON.
import { createLoader, loadDataSource } from "@typeorm-autogen/load";

const [file, task] = process.argv.slice(2);
const found = await loadDataSource(file, createLoader(process.cwd()));
const dataSource = await found.initialize();
if (task === "synchronize") await dataSource.synchronize();
const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
await dataSource.destroy();
console.log(JSON.stringify(upQueries.map(({ query }) => query)));
