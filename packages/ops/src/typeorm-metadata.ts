import type { TypeormMetadata } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";

/**
 * Keeps a row of TypeORM's metadata table as TypeORM would, so that its own tools agree afterwards. The database's name,
 * which TypeORM stores too, is filled in by the server. null: no such row.
 */
export interface SetTypeormMetadata {
  readonly kind: "setTypeormMetadata";
  readonly row: Omit<TypeormMetadata, "value">;
  readonly to: string | null;
  readonly was: string | null;
}

export const setTypeormMetadata: Directive<SetTypeormMetadata> = {
  reverse: (op) => ({ ...op, to: op.was, was: op.to }),
  evolve: (schema, op) => {
    const others = (schema.typeormMetadata ?? []).filter((row) => !sameRow(row, op.row));
    return { ...schema, typeormMetadata: op.to === null ? others : [...others, { ...op.row, value: op.to }] };
  },
};

function sameRow(a: SetTypeormMetadata["row"], b: SetTypeormMetadata["row"]): boolean {
  return a.table === b.table && a.schema === b.schema && a.type === b.type && a.name === b.name;
}
