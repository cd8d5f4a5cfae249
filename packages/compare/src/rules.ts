import type {
  Column,
  ColumnType,
  DialectOptions,
  Identity,
  IndexDefinition,
  QualifiedName,
  Table,
  View,
} from "@typeorm-autogen/model";

/** What bears a name of its own besides tables and columns. A key is a constraint made of an index. */
export type NamedPart = "index" | "key" | "check" | "foreignKey";

/**
 * Where an expression stands; it tells what a judge may assume about it. `operatorClass` is the name of one beside a key,
 * empty where none is said.
 */
export type ExpressionPlace = "default" | "check" | "generated" | "predicate" | "indexKey" | "operatorClass";

/** Do these two texts mean the same? Asked when they differ; answered by the server, or by a dialect's normal form. */
export interface ExpressionQuestion {
  readonly place: ExpressionPlace;
  /** The declared table, whose column types both texts are read against. */
  readonly table: Table;
  /** The declared column of a default or generated expression. */
  readonly column?: Column;
  readonly live: string;
  readonly declared: string;
}

/** Do the queries of these two views mean the same? Asked when they differ in spelling. */
export interface ViewQuestion {
  readonly live: View;
  readonly declared: View;
}

/** What a dialect can do, as far as comparing has to know. */
export interface CompareCapabilities {
  /** Constraints have names and can be renamed in place. */
  readonly renamesConstraints: boolean;
  readonly renamesIndexes: boolean;
  /** The name of a primary key is kept. */
  readonly namesPrimaryKeys: boolean;
  readonly comments: boolean;
  /** ALTER TABLE can add constraints; false: a rebuild does, so foreign keys of new tables may all stand inline. */
  readonly addsConstraints: boolean;
  /** Foreign keys may name a table that does not exist yet. */
  readonly forwardReferences: boolean;
  /** When a foreign key is checked can be changed in place. */
  readonly altersForeignKeys?: true;
  /** Columns that a foreign key links change type and collation only while it is gone. */
  readonly holdsLinkedColumns?: true;
  /** Whose names are unique in their schema, not only in their table. Absent: nothing's. */
  readonly schemaNames?: readonly NamedPart[];
  /** `SELECT *` in a view means the columns that there were when it was created. */
  readonly expandsViews?: true;
}

/** What a change of type does to rows. It is told by the types, never by what rows hold today. */
export interface ConversionRisk {
  /**
   * `fails`: values that do not fit are refused, by the server or by `upgrade`, which looks for them first. `loses`: values
   * are changed without a word. `unclear`: there is no conversion, or more than one that somebody may mean.
   */
  readonly kind: "fails" | "loses" | "unclear";
  /** Which values, and what happens to them: ends the sentence "This conversion …". */
  readonly what: string;
  /** The new type, as people write it. */
  readonly into: string;
  /** Conversions that somebody may mean instead, the likeliest first, with their way back where there is one. */
  readonly suggestions?: readonly { readonly using: string; readonly back?: string }[];
}

/** The questions that comparing asks of a dialect. Shared code walks; the dialect only answers. */
export interface CompareRules {
  readonly capabilities: CompareCapabilities;
  /** Both sides in normal form already. */
  equivalentType(live: ColumnType, declared: ColumnType): boolean;
  equivalentExpression(question: ExpressionQuestion): boolean;
  /** Absent: only of one text. */
  equivalentView?(question: ViewQuestion): boolean;
  /** Collations of a column; the live table says what an absent one stands for where tables have one. */
  equivalentCollation(
    live: Pick<Column, "type" | "collation">,
    declared: Pick<Column, "type" | "collation">,
    liveTable?: Pick<Table, "schema" | "options">,
  ): boolean;
  /** Options of a table or column that differ in meaning; the default says: what is declared must be there. */
  equivalentOptions(
    live: Readonly<Record<string, unknown>> | undefined,
    declared: Readonly<Record<string, unknown>> | undefined,
  ): boolean;
  /** Whether an entity could declare this index. One that it could not is kept when it is declared nowhere. */
  declarable(index: IndexDefinition): boolean;
  /** Why a table that nobody declares must stay, where dropping it would take or lose more than itself. */
  staying?(table: Table): string | undefined;
  /** SQL that converts values of one type into the other, or undefined where the server does it by itself. */
  conversion(live: Column, declared: Column): string | undefined;
  /** What `conversion`, or the server by itself, does to values that do not fit; absent or undefined: every value survives. */
  conversionRisk?(live: Column, declared: Column): ConversionRisk | undefined;
  /** The values of enums that stand in their columns, by column. Absent: the dialect has none. */
  inlineEnums?(table: Table): ReadonlyMap<string, readonly string[]>;
  /** SQL that gives rows of such a column, which hold these values, other ones in their place. */
  mapValues?(column: Column, values: readonly string[], map: ReadonlyMap<string, string>): string;
  /** Whether a foreign key may pair columns of these types; absent: only of one name. */
  pairsInForeignKey?(referencing: ColumnType, referenced: ColumnType): boolean;
  /** Whether no foreign key may hold a column of this table while that becomes required, or optional on the way back. */
  freesRequired?(table: Table): boolean;
  /**
   * The name without what the server passes over, such as letter case: two names that become one are one object, which is
   * respelled without a question. Absent: every difference counts.
   */
  foldName?(name: string, of: "table" | "column"): string;
  /** The sequences that a default takes numbers from, in normal form. Absent: there are none. */
  namedSequences?(text: string): readonly QualifiedName[];
  /** What stands behind a live column that numbers itself: its sequence, and the default that takes numbers from it. */
  serialDefault?(
    table: QualifiedName,
    column: Column,
  ): { readonly sequence: QualifiedName; readonly text: string };
  /** How a serial column counts, told from its options, and those that say nothing of its sequence. Absent: they all do. */
  splitCounting?(options: DialectOptions): {
    readonly counting: Omit<Identity, "mode">;
    readonly others: DialectOptions;
  };
  /** How alike two types are for telling renames: 1 the same, 0 unrelated. */
  typeAffinity(a: ColumnType, b: ColumnType): number;
}

/** Identity of a question about views. */
export function viewQuestionKey({ live, declared }: ViewQuestion): string {
  return JSON.stringify(["view", declared.schema, declared.name, live.definition, declared.definition]);
}

/** Identity of a question: what a verdict is kept under. */
export function questionKey({ place, table, column, live, declared }: ExpressionQuestion): string {
  return JSON.stringify([place, table.schema, table.name, column?.name, live, declared]);
}
