import type { QualifiedName, Schema } from "@typeorm-autogen/model";

/** Something that entities declare and Autogen cannot compare yet; to be refused by name, not overlooked. */
export interface UnsupportedDeclaration {
  /** `exclusion constraint`, `table in another database`… */
  readonly what: string;
  /** Its name, for messages. */
  readonly object: string;
}

/** An index of a declared table that entities claim as hand-made, with `synchronize: false`. */
export interface ClaimedIndex {
  readonly table: QualifiedName;
  readonly name: string;
}

/** What a DataSource's entities declare of a database. */
export interface Declaration {
  readonly schema: Schema;
  /** By table (nameKey), then by column name: the property that the column belongs to. */
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** TypeORM's own tables under the names that this DataSource gives them: migrations, metadata, query cache. */
  readonly ownTables: readonly QualifiedName[];
  readonly metadataTable: QualifiedName;
  /** Tables and views of entities with `synchronize: false`. */
  readonly unmanagedTables: readonly QualifiedName[];
  readonly claimedIndexes: readonly ClaimedIndex[];
  /** The DataSource changes the schema by itself whenever it connects. */
  readonly synchronize: boolean;
  readonly unsupported: readonly UnsupportedDeclaration[];
}
