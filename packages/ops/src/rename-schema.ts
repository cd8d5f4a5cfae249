import { renameSchemaIn } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { EvolveError } from "./errors.js";
import { replaced, withoutName } from "./evolve-table.js";
import { mapTexts } from "./map-texts.js";

/** Renames a named schema; all that is in it stays in it. */
export interface RenameSchema {
  readonly kind: "renameSchema";
  readonly from: string;
  readonly to: string;
}

export const renameSchema: Directive<RenameSchema> = {
  reverse: (op) => ({ kind: op.kind, from: op.to, to: op.from }),
  evolve: (schema, op) => {
    const { typeormMetadata, ...rest } = schema;
    const moved = moveNames(rest, op);
    return {
      ...moved,
      ...(typeormMetadata && { typeormMetadata }),
      schemas: replaced(
        withoutName(schema.schemas, (name) => name === op.to, failing(op, op.to, "exists already")),
        (name) => name === op.from,
        () => op.to,
        failing(op, op.from, "does not exist"),
      ),
      tables: moved.tables.map((table) => mapTexts(table, (sql) => renameSchemaIn(sql, op.from, op.to))),
    };
  },
};

const failing = (op: RenameSchema, name: string, problem: string) => () =>
  new EvolveError(op.kind, `schema ${name}`, problem);

// Whatever has a schema, at whatever depth, calls it `schema`.
function moveNames<Part>(part: Part, op: RenameSchema): Part {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((item: unknown) => moveNames(item, op)) as Part;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    key === "schema" && value === op.from ? op.to : moveNames(value, op),
  ]);
  return Object.fromEntries(entries) as Part;
}
