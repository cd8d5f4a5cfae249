import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import { emptySchema, findColumn, renameType, tokenizeSql, type QualifiedName } from "@typeorm-autogen/model";
import { renameEnumValues, retypeSchema, type AlterEnum, type Operation } from "@typeorm-autogen/ops";

/** The question as the server can read it, which still knows enum types and their values by their old names. */
export function underPresentTypes(
  question: ExpressionQuestion,
  operations: readonly Operation[],
): ExpressionQuestion {
  return operations.toReversed().reduce((asked, operation) => {
    if (operation.kind === "renameEnum") return underOldName(asked, operation);
    return operation.kind === "alterEnum" ? underOldValues(asked, operation) : asked;
  }, question);
}

function underOldName(
  { table, live, declared, ...rest }: ExpressionQuestion,
  { from, to }: { readonly from: QualifiedName; readonly to: QualifiedName },
): ExpressionQuestion {
  const [retyped = table] = retypeSchema({ ...emptySchema, tables: [table] }, to, from).tables;
  const column = rest.column && findColumn(retyped, rest.column.name);
  return {
    ...rest,
    table: retyped,
    ...(column && { column }),
    live: renameType(live, to, from),
    declared: renameType(declared, to, from),
  };
}

function underOldValues(question: ExpressionQuestion, op: AlterEnum): ExpressionQuestion {
  const renames = Object.entries(op.map ?? {}).filter(
    ([old, value]) => !op.to.includes(old) && !op.from.includes(value),
  );
  return renames.reduce((asked, [old, value]) => underOldValue(asked, op, old, value), question);
}

// The live text says of which type each of its values is; the declared one has to hold as many, and none of the old.
function underOldValue(
  question: ExpressionQuestion,
  op: AlterEnum,
  old: string,
  value: string,
): ExpressionQuestion {
  const { live, declared } = question;
  const before = renameEnumValues(live, { ...op, from: op.to, to: op.from, map: { [value]: old } });
  const renamed = count(before, old) - count(live, old);
  if (count(declared, value) !== renamed || count(declared, old) > 0) return question;
  return { ...question, live: before, declared: replaceLiteral(declared, value, old) };
}

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function literals(sql: string, value: string) {
  return tokenizeSql(sql, { dollarQuotes: true }).filter(
    ({ kind, text }) => kind === "string" && text === literal(value),
  );
}

function count(sql: string, value: string): number {
  return literals(sql, value).length;
}

function replaceLiteral(sql: string, from: string, to: string): string {
  return literals(sql, from).reduceRight(
    (text, { start, end }) => text.slice(0, start) + literal(to) + text.slice(end),
    sql,
  );
}
