import { call, literal, sql } from "./expression.js";
import { layoutAssignment, layoutExpression, layoutStatements } from "./layout.js";
import { printDocument } from "./print-document.js";
import { commentLines, linesOf, writtenAt } from "./comment-lines.js";

/** One statement of a migration. */
export interface MigrationStatement {
  readonly sql: string;
  /** Cannot run inside a transaction, or has to be committed before what follows may use it. */
  readonly alone?: true;
}

/** A setting of the session: why, SQL that asks for what it is as `before`, that sets it, and that puts a bound value back. */
interface MigrationSetting {
  readonly reason: string;
  readonly ask: string;
  readonly set: string;
  readonly putBack: string;
}

/** All that a migration class says. */
export interface MigrationClass {
  /** Of the class, which is its name in TypeORM's table too: it ends with 13 digits, by which TypeORM sorts. */
  readonly name: string;
  readonly message: string;
  readonly createdAt: Date;
  /** The server that the comparison saw, such as `PostgreSQL 15`; absent where nothing was compared. */
  readonly server?: string;
  readonly notes: readonly string[];
  readonly up: readonly MigrationStatement[];
  readonly down: readonly MigrationStatement[];
  /**
   * Foreign keys have to be off while tables are rebuilt, or rows that refer to them are deleted with them: SQLite.
   * TypeORM 0.3 and 1.x switch them off before they run a migration, but not before they revert one.
   */
  readonly rebuilds: boolean;
  /** What the session needs meanwhile. */
  readonly setting?: MigrationSetting;
}

/** What a migration class is written in. */
export type MigrationLanguage = "ts" | "esm" | "commonjs";

/** The text of a class that implements TypeORM's MigrationInterface, laid out as Prettier would by default. */
export function renderMigrationClass(migration: MigrationClass, language: MigrationLanguage): string {
  const typed = language === "ts";
  const { name } = migration;
  const head = typed ? `import type { MigrationInterface, QueryRunner } from "typeorm";\n\n` : "";
  const comment = renderComment(migration);
  const opening = typed ? `export class ${name} implements MigrationInterface {` : `class ${name} {`;
  const methods = (["up", "down"] as const).map((direction) => {
    const parameter = migration[direction].length === 0 ? "_queryRunner" : "queryRunner";
    const signature = typed ? `${parameter}: QueryRunner): Promise<void>` : `${parameter})`;
    return `  async ${direction}(${signature} {\n${renderBody(migration, direction)}  }`;
  });
  const property = printDocument([layoutAssignment("name", " =", literal(name)), ";"], 1);
  const keyword = language === "esm" ? "export " : "";
  const body = `${keyword}${opening}\n  ${property}\n\n${methods.join("\n\n")}\n}\n`;
  return `${head}${comment}${body}${language === "commonjs" ? `\n${exportLine(name)}\n` : ""}`;
}

function exportLine(name: string): string {
  const line = `exports.${name} = ${name};`;
  return line.length <= 80 ? line : `exports.${name} =\n  ${name};`;
}

function renderComment({ message, createdAt, server, notes }: MigrationClass): string {
  const written = `${[`Written ${writtenAt(createdAt)}`, ...(server === undefined ? [] : [server])].join(", ")}.`;
  const lines = [...linesOf(message), "", written, ...notes];
  return ["/**", ...commentLines(lines), " */", ""].join("\n");
}

function renderBody(migration: MigrationClass, direction: "up" | "down"): string {
  const statements = migration[direction];
  if (statements.length === 0)
    return `    // Nothing yet: write await queryRunner.query("…"), and name the parameter queryRunner.\n`;
  const { setting } = migration;
  const guarded = migration.rebuilds && statements.some((statement) => /^DROP TABLE\b/i.test(statement.sql));
  const lines = [
    ...(setting ? settingChanged(setting) : []),
    ...(guarded ? foreignKeysOff : []),
    ...(!guarded && statements.some(({ alone }) => alone) ? [rememberTransaction] : []),
    ...statements.flatMap(renderStatement),
    ...(guarded ? foreignKeysOn : []),
    ...(setting ? settingPutBack(setting) : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const rememberTransaction = "    const inTransaction = queryRunner.isTransactionActive;";

function renderStatement({ sql: text, alone }: MigrationStatement): readonly string[] {
  const query = call("await queryRunner", "query", sql(text));
  const line = `    ${printDocument(layoutStatements([query]), 2)}`;
  return alone ? outside([line]) : [line];
}

// What TypeORM began is committed and begun again.
function outside(lines: readonly string[], condition = "inTransaction"): readonly string[] {
  return [
    `    if (${condition}) await queryRunner.commitTransaction();`,
    ...lines,
    `    if (${condition}) await queryRunner.startTransaction();`,
  ];
}

// A transaction that is rolled back takes it back too.
const settingChanged = ({ reason, ask, set }: MigrationSetting): readonly string[] => [
  `    // ${reason}`,
  "    const [{ before }] = await queryRunner.query(",
  `      ${printDocument(layoutExpression(literal(ask)), 3)},`,
  "    );",
  ...renderStatement({ sql: set }),
];

function settingPutBack({ putBack }: MigrationSetting): readonly string[] {
  const opening = `    await queryRunner.query(${printDocument(layoutExpression(literal(putBack)), 2)}, [`;
  const line = `${opening}before]);`;
  return line.length <= 80 ? [line] : [opening, "      before,", "    ]);"];
}

const whereEnforced = (value: "ON" | "OFF") =>
  outside(
    [`    if (enforced) await queryRunner.query("PRAGMA foreign_keys = ${value}");`],
    "enforced && inTransaction",
  );

const foreignKeysOff: readonly string[] = [
  "    // While foreign keys are enforced, dropping a table deletes the rows that refer to it; the switch works outside transactions.",
  "    const [{ foreign_keys: enforced }] = await queryRunner.query(",
  '      "PRAGMA foreign_keys",',
  "    );",
  rememberTransaction,
  ...whereEnforced("OFF"),
  '    const before = await queryRunner.query("PRAGMA foreign_key_check");',
];

const foreignKeysOn: readonly string[] = [
  '    const after = await queryRunner.query("PRAGMA foreign_key_check");',
  "    if (after.length > before.length)",
  '      throw new Error("rows violate foreign keys after this migration");',
  ...whereEnforced("ON"),
];
