import { formatName } from "@typeorm-autogen/model";
import { ownDefinition, type Operation } from "@typeorm-autogen/ops";

/** The object that an operation is about, for a sentence: `users`, `column users.email`, `index IDX_a on users`. */
export function nameObject(operation: Operation): string {
  const own = ownDefinition(operation);
  if (own) return own.object(operation);
  if ("table" in operation && operation.kind !== "createTable") return describeChange(operation);
  if ("enum" in operation) return formatName(operation.enum);
  if ("view" in operation) return formatName(operation.view);
  if ("sequence" in operation) return formatName(operation.sequence);
  switch (operation.kind) {
    case "createTable":
      return formatName(operation.table);
    case "renameTable":
    case "renameEnum":
    case "renameView":
    case "renameSequence":
      return formatName(operation.from);
    case "renameSchema":
      return operation.from;
    case "setTypeormMetadata":
      return `TypeORM's metadata of ${operation.row.name}`;
    case "autocommit":
      return operation.operations.map(nameObject).join(", ");
    case "execute":
      return "SQL text";
    default:
      return operation.name;
  }
}

type OnTable = Exclude<Extract<Operation, { readonly table: unknown }>, { readonly kind: "createTable" }>;

function describeChange(operation: OnTable): string {
  const table = formatName(operation.table);
  if ("column" in operation) {
    const { column } = operation;
    return `${table}.${typeof column === "string" ? column : column.name}`;
  }
  if ("index" in operation) return `${operation.index.name} on ${table}`;
  if ("from" in operation) return `${operation.from} on ${table}`;
  const name = constraintName(operation);
  return name === undefined ? table : `${name} on ${table}`;
}

function constraintName(operation: OnTable): string | undefined {
  if ("primaryKey" in operation) return operation.primaryKey.name;
  if ("unique" in operation) return operation.unique.name;
  if ("check" in operation) return operation.check.name;
  return "foreignKey" in operation ? operation.foreignKey.name : undefined;
}
