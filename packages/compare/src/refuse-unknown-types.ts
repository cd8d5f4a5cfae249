import { AutogenError } from "@typeorm-autogen/errors";
import { formatName, nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";

/** A column is declared with a type that nobody knows. */
export class UnknownTypeError extends AutogenError {
  constructor(column: string, type: string) {
    super(
      "unknown-type",
      `${column} has the type ${type}, which neither the database nor an entity knows; correct it, or create the type by op.execute in a revision before`,
      { column, type },
    );
  }
}

/**
 * Throws UnknownTypeError for a declared type that neither the database has nor anything in the difference brings along.
 * Where a declared extension is still missing, nobody can tell what it will bring; nor where the live side is not read
 * from a database.
 */
export function refuseUnknownTypes(live: Schema, declared: Schema): void {
  const { types } = live;
  const coming = declared.extensions.some((name) => !live.extensions.includes(name));
  if (!types || coming) return;
  const known = new Set([...types, ...live.enums, ...declared.enums].map(nameKey));
  const names = new Set(types.map(({ name }) => name));
  // The search path finds types in other schemas too, as those of extensions.
  const isKnown = (type: QualifiedName) =>
    known.has(nameKey(type)) || (type.schema === null && names.has(type.name));
  for (const table of declared.tables) {
    for (const { name, type } of table.columns) {
      const { schema } = type;
      if (schema === undefined || isKnown({ schema, name: type.name })) continue;
      throw new UnknownTypeError(`${formatName(table)}.${name}`, formatName({ schema, name: type.name }));
    }
  }
}
