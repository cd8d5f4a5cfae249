import type { QualifiedName } from "./name.js";
import type { Table } from "./table.js";
import type { View } from "./view.js";

/** A named enumeration type. The order of its values is part of its meaning: it is their sort order. */
export interface EnumType extends QualifiedName {
  readonly values: readonly string[];
  readonly comment?: string;
  /** Statements that give it what else hangs on it: its privileges. Never compared. */
  readonly attached?: readonly string[];
}

/** What a sequence is besides its name. An absent property is the server's default. */
export interface SequenceOptions {
  /** Absent: bigint. */
  readonly type?: string;
  readonly start?: string;
  readonly increment?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly cache?: string;
  readonly cycle?: true;
  /** The column with which it goes. */
  readonly ownedBy?: SequenceOwner;
}

/** A column that owns a sequence. */
export interface SequenceOwner {
  readonly table: QualifiedName;
  readonly column: string;
}

/** A sequence that stands alone. One that a serial or identity column owns is part of that column. */
export interface Sequence extends QualifiedName, SequenceOptions {
  /** A default names it and nobody says more: its options are whatever the database has. */
  readonly implied?: true;
}

/** A row of TypeORM's metadata table: the text of a view or generated column as TypeORM last wrote it. */
export interface TypeormMetadata {
  /** The table of a generated column, or null for a view. */
  readonly table: string | null;
  readonly schema: string | null;
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** A database, or what a project declares of one: the one shape that both sides of a comparison share. */
export interface Schema {
  /** Named schemas besides the default one: those that exist, or those that declarations need. */
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
  readonly enums: readonly EnumType[];
  readonly sequences: readonly Sequence[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  /** User-defined types that a live database has besides enums, so that a name nobody knows can be told. Never compared. */
  readonly types?: readonly QualifiedName[];
  /** Partitions of a live database, which belong to their parent, so that an entity over one can be told. Never compared. */
  readonly partitions?: readonly (QualifiedName & { readonly of: string })[];
  /** Views that a revision under way has dropped: what hung on them comes back to views of the same name. */
  readonly setAside?: readonly View[];
  /** Absent where the database has no such table, and where nobody asks for it. */
  readonly typeormMetadata?: readonly TypeormMetadata[];
}

/** A database with nothing in it. */
export const emptySchema: Schema = {
  schemas: [],
  extensions: [],
  enums: [],
  sequences: [],
  tables: [],
  views: [],
};
