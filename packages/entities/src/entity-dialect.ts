import type {
  Column,
  DialectOptions,
  Exclusion,
  Identity,
  QualifiedName,
  TypeCodec,
} from "@typeorm-autogen/model";

/** What of the server bears on a declaration. */
export interface DeclarationFacts {
  /** Numbers only: `15.18`. */
  readonly version: string;
  /** The schema that null stands for. */
  readonly defaultSchema: string | null;
  /** Which of the servers that one dialect serves, where there is more than one kind. */
  readonly flavor?: string;
}

/** A column whose values come by themselves, as TypeORM's metadata says it. */
export interface GeneratedColumn {
  /** `increment`, `identity`, `rowid` or `uuid`. */
  readonly strategy: string;
  /** `ALWAYS` or `BY DEFAULT`, where given. */
  readonly identity: string | undefined;
  /** What TypeORM's driver would call to make a uuid, where it has such a function. */
  readonly uuidFunction: string | undefined;
}

/** What a generated column has in the database; `application` where TypeORM itself makes the values. */
export type Generation =
  | { readonly kind: "autoincrement" }
  | { readonly kind: "identity"; readonly identity: Identity }
  | { readonly kind: "default"; readonly default: string }
  | { readonly kind: "application" };

/** An index's kind, as TypeORM's metadata says it. */
export interface IndexKind {
  readonly spatial: boolean;
  readonly fulltext: boolean;
  readonly type: string | undefined;
  readonly parser: string | undefined;
}

/** What a column's type says besides its name and arguments, as TypeORM's metadata says it. */
export interface TypeTraits {
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  /** The values of an enum or set; undefined for other types. */
  readonly values: readonly string[] | undefined;
}

/** What only some databases know of a column, as TypeORM's metadata says it. */
export interface ColumnTraits {
  readonly charset: string | undefined;
  readonly onUpdate: string | undefined;
}

/** A table's options, as TypeORM's metadata says them. */
export interface TableTraits {
  readonly withoutRowid: boolean;
  readonly engine: string | undefined;
}

/** What a column's type or default may need to be installed. */
export interface ExtensionNeed {
  /** The type as the entity names it. */
  readonly type: string;
  /** The column's default as SQL, which may call an extension's function. */
  readonly default: string | undefined;
}

/** An exclusion constraint as its text says it, and the extension that the server needs for it. */
export interface DeclaredExclusion {
  readonly exclusion: Omit<Exclusion, "name">;
  readonly extension?: string;
}

/**
 * What TypeORM does on one kind of database, where its metadata alone does not tell. Answered by each dialect.
 * The yes-or-no questions are about what TypeORM emits there and the database keeps.
 */
export interface EntityDialect {
  /** Where tables may lie besides the default place: what an entity calls `schema`, or `database`; null: nowhere. */
  readonly namespace: "schema" | "database" | null;
  /** The schema that every new database has, where it has schemas. */
  readonly initialSchema: string | null;
  /** The values of `enum` columns make a named type, stand in the column's own type, or in a nameless check of it. */
  readonly enums: "types" | "inline" | "checks";
  /** `array: true` is a dimension of the type; false: it is part of the type's text. */
  readonly arrays: boolean;
  /** Comments on tables and columns. */
  readonly comments: boolean;
  readonly primaryKeyNames: boolean;
  /**
   * Reads the text of an `@Exclusion`, what follows EXCLUDE, of a table with these columns; undefined where it cannot.
   * Absent: TypeORM leaves exclusion constraints out.
   */
  exclusion?(text: string, columns: readonly Column[]): DeclaredExclusion | undefined;
  /** Absent: TypeORM makes a plain view of a materialized one. */
  readonly materializedViews?: true;
  /** A column with a character set: TypeORM writes it, or what the server refuses, or leaves it out. */
  readonly charsets: "kept" | "refused" | "ignored";
  /** A backslash escapes inside the text of a default, which TypeORM hands over as it is. */
  readonly backslashes?: true;
  /** A unique constraint may be deferrable. */
  readonly deferrableUniques: boolean;
  /** CREATE TABLE leaves out a unique constraint whose columns equal those of the primary key or of an earlier one. */
  readonly collapsesUniques: boolean;
  /** Numbers that come by themselves are only possible in a primary key of one column. */
  readonly autoincrementIsPrimary: boolean;
  /** Longest name in bytes; the server cuts off the rest. Null for no limit. */
  readonly nameBytes: number | null;
  /** State that TypeORM's driver has only after it has connected, and on which types depend. */
  driverState?(facts: DeclarationFacts, options: Readonly<Record<string, unknown>>): object;
  /** The type as SQL, where TypeORM writes more of it than its driver's createFullType gives. */
  typeText?(text: string, traits: TypeTraits): string;
  columnOptions?(traits: ColumnTraits): DialectOptions | undefined;
  /** TypeORM leaves checks out here, though the server has them. */
  readonly ignoresChecks?: true;
  /** A check's expression as the server has to read it; absent: as it is. */
  checkText?(expression: string, columns: readonly string[]): string;
  indexOptions?(kind: IndexKind): DialectOptions | undefined;
  generation(column: GeneratedColumn): Generation;
  /** Where defaults may name sequences: which ones a text names, and the one that a generated column brings along, if any. */
  readonly sequences?: {
    named(text: string): readonly QualifiedName[];
    of?(table: QualifiedName, column: string): QualifiedName;
  };
  /** Access method in normal form; undefined for the default one. */
  indexMethod(kind: IndexKind): string | undefined;
  /** Whether CREATE INDEX CONCURRENTLY exists. */
  readonly concurrentIndexes: boolean;
  tableOptions(traits: TableTraits): DialectOptions | undefined;
  /** The DataSource's `extensions` are installed. */
  readonly extensions: boolean;
  /** The extension that a column needs to have installed, or undefined. */
  extension(need: ExtensionNeed, facts: DeclarationFacts): string | undefined;
}

/** A dialect, as far as declaring a schema asks it. */
export interface DeclaringDialect {
  readonly entities: EntityDialect;
  readonly types: TypeCodec;
}
