import type {
  Check,
  Column,
  DialectOptions,
  EnumType,
  Exclusion,
  ForeignKey,
  IndexDefinition,
  PrimaryKey,
  QualifiedName,
  Schema,
  Sequence,
  TableAttachment,
  Trigger,
  TypeormMetadata,
  Unique,
  View,
} from "@typeorm-autogen/model";

/** What the catalogue identifies a table by: an oid on PostgreSQL, a name on SQLite. */
export type TableKey = string | number;

/** Something that belongs to a table, before it is linked to it. */
export interface Belonging<T> {
  readonly table: TableKey;
  readonly item: T;
}

/** A table as the catalogue lists it, still without its parts. */
export interface TableRow {
  readonly key: TableKey;
  readonly schema: string | null;
  readonly name: string;
  readonly comment?: string;
  readonly options?: DialectOptions;
}

/** A catalogue's answer: flat lists, in catalogue order where order is data (columns), linked by table key. */
export interface Catalogue {
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
  readonly enums: readonly EnumType[];
  readonly sequences: readonly Sequence[];
  /** User-defined types besides enums; absent where there are none. */
  readonly types?: readonly QualifiedName[];
  readonly partitions?: Schema["partitions"];
  readonly views: readonly View[];
  readonly typeormMetadata?: readonly TypeormMetadata[];
  readonly tables: readonly TableRow[];
  readonly columns: readonly Belonging<Column>[];
  readonly primaryKeys: readonly Belonging<PrimaryKey>[];
  readonly uniques: readonly Belonging<Unique>[];
  readonly checks: readonly Belonging<Check>[];
  /** Absent where the database has no such thing. */
  readonly exclusions?: readonly Belonging<Exclusion>[];
  readonly foreignKeys: readonly Belonging<ForeignKey>[];
  readonly indexes: readonly Belonging<IndexDefinition>[];
  readonly triggers: readonly Belonging<Trigger>[];
  /** Absent where the database has no such thing. */
  readonly attached?: readonly Belonging<TableAttachment>[];
}

/** Which part of a database is read. */
export interface CatalogueScope {
  /** Named schemas in play; the default one is always read. */
  readonly schemas: readonly string[];
  /** What TypeORM's metadata table is called in this project; absent: not read. */
  readonly metadataTable?: { readonly schema: string | null; readonly name: string };
}

/**
 * Reads a catalogue in a number of statements that does not depend on what is in it, and writes nothing.
 * Answered by each dialect.
 */
export interface CatalogueReader {
  read(scope: CatalogueScope): Promise<Catalogue>;
}
