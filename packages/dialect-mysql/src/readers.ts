import {
  identifierName,
  renameIdentifier,
  type Check,
  type Column,
  type IndexDefinition,
  type Table,
} from "@typeorm-autogen/model";
import { lexicon, tokens } from "./lexicon.js";
import { isLiteral } from "./literal-form.js";

/** What reads columns by expressions. */
export interface Readers {
  readonly checks: readonly Check[];
  readonly indexes: readonly IndexDefinition[];
  /** Generated columns, and columns whose default is an expression. */
  readonly columns: readonly Column[];
}

/** What reads columns that are renamed, as it is afterwards. Lists of names follow by themselves, expressions do not. */
export function findReaders(
  before: Table,
  after: Table,
  renames: readonly { readonly from: string; readonly to: string }[],
): Readers {
  const reads = (text: string | undefined) =>
    text !== undefined && renames.some(({ from }) => mentions(text, from));
  const checks = new Set(before.checks.filter(({ expression }) => reads(expression)).map(({ name }) => name));
  const indexes = new Set(
    before.indexes
      .filter(({ parts }) => parts.some((part) => reads(part.expression)))
      .map(({ name }) => name),
  );
  const computed = new Set(
    before.columns.filter(({ generated }) => reads(generated?.expression)).map(nameOf),
  );
  return {
    checks: after.checks.filter(({ name }) => checks.has(name)),
    indexes: after.indexes.filter(({ name }) => indexes.has(name)),
    columns: after.columns.flatMap((column): readonly Column[] => {
      const name = renames.find(({ to }) => to === column.name)?.from ?? column.name;
      if (computed.has(name)) return [column];
      const text = column.default;
      if (text === undefined || isLiteral(text) || !reads(text)) return [];
      const renamed = renames.reduce((sql, { from, to }) => renameIdentifier(sql, from, to, lexicon), text);
      return [{ ...column, default: renamed }];
    }),
  };
}

function nameOf({ name }: Column): string {
  return name;
}

/** Whether a text may read a column, or a table, of this name. Names of columns are the same in any letter case. */
export function mentions(text: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return tokens(text).some((token) => identifierName(token)?.toLowerCase() === wanted);
}
