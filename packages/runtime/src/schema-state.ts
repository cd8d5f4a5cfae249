import type { Schema } from "@typeorm-autogen/model";
import { introspect } from "@typeorm-autogen/introspect";
import { evolveIfKnown, flatten, type Operation, type OperationKind } from "@typeorm-autogen/ops";
import type { Session } from "./session.js";

// What these do to views and triggers, or to anything at all, only the database knows.
const unforeseeable: ReadonlySet<OperationKind> = new Set([
  "renameTable",
  "renameColumn",
  "renameConstraint",
  "renameIndex",
  "renameEnum",
  "renameView",
  "renameSequence",
  "renameSchema",
  "dropTable",
]);

/** The schema as it stands between two operations: read when somebody needs it, then kept up to date in memory. */
export class SchemaState {
  readonly #session: Session;
  readonly #schemas = new Set<string>();
  #schema: Schema | null = null;
  // No catalogue knows any more what hung on a view that was dropped.
  #setAside: Schema["setAside"];

  constructor(session: Session) {
    this.#session = session;
  }

  /** The schema before this operation, or null where its compilation does not need one. */
  async before(operation: Operation): Promise<Schema | null> {
    if (!this.#session.dialect.needsState(operation)) return null;
    return this.read(operation);
  }

  /** The schema as far as this operation is concerned, from memory or from the database. */
  async read(operation: Operation): Promise<Schema> {
    if (this.#addSchemas(operation)) this.forget();
    this.#schema ??= await this.#introspect();
    return this.#schema;
  }

  /** Takes an operation that was executed into account. */
  follow(operation: Operation): void {
    if (this.#schema === null) return;
    const isForeseeable = !flatten([operation]).some(({ kind }) => unforeseeable.has(kind));
    const schema = isForeseeable ? evolveIfKnown(this.#schema, [operation]) : null;
    if (schema) this.#schema = schema;
    else this.forget();
  }

  /** Something happened that nobody can compute. */
  forget(): void {
    this.#setAside = this.#schema?.setAside ?? this.#setAside;
    this.#schema = null;
  }

  async #introspect(): Promise<Schema> {
    const { dialect, connection, facts, metadataTable } = this.#session;
    const scope = { schemas: [...this.#schemas], metadataTable };
    const schema = await introspect(dialect.reader(connection, facts), scope);
    return this.#setAside ? { ...schema, setAside: this.#setAside } : schema;
  }

  #addSchemas(operation: Operation): boolean {
    const before = this.#schemas.size;
    for (const schema of schemasIn([operation])) this.#schemas.add(schema);
    return this.#schemas.size > before;
  }
}

/** The named schemas that operations mention. */
export function schemasIn(operations: readonly Operation[]): ReadonlySet<string> {
  const schemas = new Set<string>();
  JSON.stringify(operations, (key, value: unknown) => {
    if (key === "schema" && typeof value === "string") schemas.add(value);
    return value;
  });
  for (const operation of flatten(operations)) {
    if (operation.kind === "renameSchema") schemas.add(operation.from).add(operation.to);
  }
  return schemas;
}
