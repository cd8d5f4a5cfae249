import type { ServerFacts } from "@typeorm-autogen/dialect";
import { table, type QualifiedName, type TypeCodec } from "@typeorm-autogen/model";
import type { CreateTable, Operation } from "@typeorm-autogen/ops";

/** The tables that Autogen keeps in a database. A null schema is the default one. */
export interface OwnTables {
  /** One row per head, column `version_num`. */
  readonly version: QualifiedName;
  /** What ran: the applied log, and where an interrupted run stood. */
  readonly step: QualifiedName;
}

/** `autogen_version` and `autogen_step`, in the default schema. */
export const defaultOwnTables: OwnTables = {
  version: { schema: null, name: "autogen_version" },
  step: { schema: null, name: "autogen_step" },
};

/**
 * The tables with the default schema by its name. A bare name would be looked up along PostgreSQL's search path, which
 * goes on to `public`: another application's tables may lie there, and ours would land there while the schema is missing.
 */
export function placeOwnTables({ version, step }: OwnTables, { defaultSchema }: ServerFacts): OwnTables {
  const place = ({ schema, name }: QualifiedName) => ({ schema: schema ?? defaultSchema, name });
  return { version: place(version), step: place(step) };
}

/** Whether an operation makes or drops a schema in which Autogen's tables lie: they are made first, and they stay. */
export function concernsOwnSchema({ version, step }: OwnTables, operation: Operation): boolean {
  if (operation.kind !== "createSchema" && operation.kind !== "dropSchema") return false;
  return [version.schema, step.schema].includes(operation.name);
}

/** The operation that creates the version table. */
export function createVersionTable(name: QualifiedName, types: TypeCodec): CreateTable {
  return {
    kind: "createTable",
    table: table(name, {
      columns: [{ name: "version_num", type: types.parse("varchar(255)"), nullable: false }],
      primaryKey: { name: `${name.name}_pkc`, columns: ["version_num"] },
    }),
  };
}

/** The operation that creates the step table. Times are ISO text in UTC, durations whole milliseconds. */
export function createStepTable(name: QualifiedName, types: TypeCodec): CreateTable {
  const column = (column: string, type: string, nullable = false) => ({
    name: column,
    type: types.parse(type),
    nullable,
  });
  return {
    kind: "createTable",
    table: table(name, {
      columns: [
        column("seq", "integer"),
        column("revision", "varchar(255)"),
        column("direction", "varchar(16)"),
        column("step", "integer"),
        column("outcome", "varchar(16)"),
        column("checksum", "varchar(80)", true),
        column("statements", "integer"),
        column("progress", "text", true),
        column("started_at", "varchar(32)"),
        column("finished_at", "varchar(32)", true),
        column("duration_ms", "integer", true),
        column("applied_by", "varchar(255)"),
      ],
      primaryKey: { name: `${name.name}_pkc`, columns: ["seq"] },
    }),
  };
}
