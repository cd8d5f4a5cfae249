import type { Column, EnumType } from "@typeorm-autogen/model";
import type { EnumUse } from "@typeorm-autogen/ops";

/** A change of a column's type or collation, as it meets rows. */
export interface RowConversion {
  readonly before: Column;
  readonly after: Column;
  /** The conversion that the script writes, in terms of the columns as they are before; absent: the server's own. */
  readonly using?: string;
  /** The enum types that there are by then. */
  readonly enums: readonly EnumType[];
}

/** How rows that a conversion would refuse are found; with neither, only values that become the same are looked for. */
export interface ConversionTest {
  /** True for a row whose value does not fit; absent where no condition tells. */
  readonly condition?: string;
  /** An expression that the server refuses to work out over rows of which one does not fit. */
  readonly attempt?: string;
}

/** What looking for rows that stand in a change's way asks of a dialect. All answers are SQL over the rows before it. */
export interface PreflightSql {
  /** Undefined where every value fits, or where nobody can tell. */
  conversionTest(conversion: RowConversion): ConversionTest | undefined;
  /** What the column holds afterwards. */
  convertedValue(conversion: RowConversion): string;
  /** A condition: the column holds one of these values of its enum type, an array of them in any place. */
  holdsValue(use: EnumUse, values: readonly string[]): string;
  /** A statement that bounds the time of those that follow it in its transaction; absent: nothing costly is looked for. */
  readonly limitTime?: string;
  /** A value under the collation of a column that gets another one; absent: collations make no texts equal. */
  collated?(value: string, after: Column): string;
  /** Whether a statement failed because of a value in a row, rather than for want of a table or a right. */
  blamesRow(error: unknown): boolean;
}
