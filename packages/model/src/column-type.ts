/**
 * A column's type in the normal form of its dialect: aliases resolved, defaults for length and precision filled in or
 * left out, so that two types mean the same exactly when they are structurally equal.
 */
export interface ColumnType {
  /** Canonical name (`varchar`, `timestamptz`, `integer`), or the name of a user-defined type such as an enum. */
  readonly name: string;
  /** Present on user-defined types only: the schema they live in, null for the default one. */
  readonly schema?: string | null;
  /** Length, precision and scale, or the values of an inline enum, in the order in which SQL writes them. */
  readonly arguments?: readonly (string | number)[];
  /** Words that follow the arguments, such as `unsigned`. */
  readonly modifiers?: readonly string[];
  /** Array dimensions; absent for a scalar. */
  readonly dimensions?: number;
  /** What a live domain is made of, dimensions apart. Never printed; declarations do not say it. */
  readonly base?: ColumnType;
  /** A live domain refuses NULL, whatever a column says. Never printed; declarations do not say it. */
  readonly refusesNull?: true;
}

/** Reads and writes the types of one dialect. Answered by each dialect. */
export interface TypeCodec {
  /** Parses any spelling the dialect accepts into normal form. A name it does not know is a user-defined type. */
  parse(text: string): ColumnType;
  /** The shortest spelling that parses back to the same type; used in scripts and in DDL. */
  print(type: ColumnType): string;
}
