import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript-5";

/** The floor of every package, those that later work will add included; imports go strictly downwards. */
const floors: Readonly<Record<string, number>> = {
  errors: -1,
  model: 0,
  revisions: 0,
  load: 0,
  ops: 1,
  introspect: 1,
  entities: 1,
  compare: 2,
  render: 2,
  dialect: 3,
  "dialect-postgres": 4,
  "dialect-mysql": 4,
  "dialect-sqlite": 4,
  runtime: 4,
  hazards: 5,
  autogenerate: 6,
  review: 7,
  watch: 7,
  cli: 8,
};

/** Each foreign library that has one room. Optional peers of the published package do not count: they load nothing. */
const rooms: Readonly<Record<string, string>> = {
  pg: "dialect-postgres",
  mysql2: "dialect-mysql",
  sqlite3: "dialect-sqlite",
  "better-sqlite3": "dialect-sqlite",
  typeorm: "entities",
  prettier: "render",
  yargs: "cli",
};

const dialectNames: ReadonlySet<string> = new Set(["postgres", "mysql", "mariadb", "sqlite"]);
const firstFloorWithDialects = 4;
const scope = "@typeorm-autogen/";

/** One source file: what it imports or asks a loader for, and its string literals. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
  readonly literals: readonly string[];
}

/** One package as it stands on disk. */
export interface Package {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly references: readonly string[];
  readonly files: readonly SourceFile[];
}

/** Reads every package below a folder. */
export function readPackages(folder: string): readonly Package[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPackage(join(folder, entry.name), entry.name));
}

function readPackage(folder: string, name: string): Package {
  const manifest = readJson(join(folder, "package.json"));
  const references = (readJson(join(folder, "tsconfig.json")).references ?? []) as readonly {
    path: string;
  }[];
  const paths = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" });
  const sources = paths.filter((path) => /\.[cm]?tsx?$/.test(path)).map((path) => join(folder, "src", path));
  return {
    name,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    references: references
      .filter(({ path }) => path.startsWith("../"))
      .map(({ path }) => path.slice("../".length)),
    files: sources.map((path) => readSource(relative(folder, path), readFileSync(path, "utf8"))),
  };
}

function readJson(path: string): { dependencies?: object; references?: unknown } {
  return JSON.parse(readFileSync(path, "utf8")) as { dependencies?: object; references?: unknown };
}

/** Parses one file. A literal handed to a call that loads or resolves counts as an import. */
export function readSource(path: string, text: string): SourceFile {
  const imports: string[] = [];
  const literals: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) (isImported(node) ? imports : literals).push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { path, imports, literals };
}

function isImported(literal: ts.StringLiteralLike): boolean {
  const parent = literal.parent;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent)) return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  return ts.isCallExpression(parent) && /import|require|resolve|load/i.test(parent.expression.getText());
}

/** Every breach of the floors, one sentence each. */
export function breaches(packages: readonly Package[]): readonly string[] {
  return packages.flatMap((pack) => [
    ...manifestBreaches(pack),
    ...pack.files.flatMap((file) => file.imports.flatMap((name) => importBreaches(pack, file, name))),
    ...pack.files.flatMap((file) => literalBreaches(pack, file)),
  ]);
}

function manifestBreaches(pack: Package): readonly string[] {
  const floor = floors[pack.name];
  if (floor === undefined) return [`${pack.name} has no floor: give it one in test/architecture.ts`];
  const own = pack.dependencies
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length));
  const foreign = pack.dependencies.filter((name) => !name.startsWith(scope));
  return [
    ...own
      .filter((name) => !(floorOf(name) < floor))
      .map((name) => `${pack.name} depends on ${name}, no lower floor`),
    ...own
      .filter((name) => !pack.references.includes(name))
      .map((name) => `${pack.name}/tsconfig.json lacks ${name}`),
    ...pack.references
      .filter((name) => !own.includes(name))
      .map((name) => `${pack.name}/tsconfig.json refers to ${name}, which package.json lacks`),
    ...foreign
      .filter((name) => wrongRoom(pack, name))
      .map((name) => `${pack.name} depends on ${name}: ${home(name)}`),
  ];
}

function importBreaches(pack: Package, file: SourceFile, specifier: string): readonly string[] {
  const where = `${pack.name}/${file.path}`;
  if (specifier.startsWith(".")) return relativeBreaches(where, file, specifier);
  if (wrongRoom(pack, packageOf(specifier)))
    return [`${where} imports ${specifier}: ${home(packageOf(specifier))}`];
  if (!specifier.startsWith(scope)) return [];
  const name = specifier.slice(scope.length);
  if (name.includes("/")) return [`${where} imports ${specifier}, past its index`];
  if (!pack.dependencies.includes(specifier)) return [`${where} imports ${name}, which package.json lacks`];
  return floorOf(name) < floorOf(pack.name) ? [] : [`${where} imports ${name}, no lower floor`];
}

function relativeBreaches(where: string, file: SourceFile, specifier: string): readonly string[] {
  const target = join(file.path, "..", specifier);
  return target.startsWith("..") ? [`${where} imports ${specifier}, outside its package`] : [];
}

function literalBreaches(pack: Package, file: SourceFile): readonly string[] {
  if (!(floorOf(pack.name) < firstFloorWithDialects)) return [];
  const names = file.literals.filter((literal) => dialectNames.has(literal));
  return names.map(
    (name) => `${pack.name}/${file.path} names the dialect "${name}": ask the dialect instead`,
  );
}

function wrongRoom(pack: Package, library: string): boolean {
  const room = rooms[library];
  return room !== undefined && room !== pack.name;
}

function home(library: string): string {
  return `its one room is ${rooms[library]}`;
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function floorOf(name: string): number {
  return floors[name] ?? Number.NaN;
}
