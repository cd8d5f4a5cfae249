import type { Fault } from "@typeorm-autogen/dialect";
import { formatName, type Column, type ColumnType } from "@typeorm-autogen/model";
import { collationOf, foldingOf, letterBytes } from "../collation.js";
import { stringValue } from "../lexicon.js";
import { currentTime, isLiteral } from "../literal-form.js";
import { numberRange } from "../number-range.js";
import { mentions } from "../readers.js";
import { textSize } from "../text-size.js";
import { textTypes, wholeNumbers } from "../type-names.js";
import { types } from "../types.js";
import type { FaultPlace } from "./fault-place.js";

type Finding = readonly [problem: string, nextStep: string];

/** What the server would refuse about a table's columns. */
export function columnFaults(place: FaultPlace): readonly Fault[] {
  const { table } = place;
  return table.columns.flatMap((column) => {
    const findings = [
      ...typeFindings(column, place),
      ...listFindings(column, place),
      ...defaultFindings(column, place),
      ...stampFindings(column, place),
      ...numberingFindings(column, place),
      ...wordFindings(column, place),
    ];
    return findings.map(([problem, nextStep]) => ({
      object: `${formatName(table)}.${column.name}`,
      problem,
      nextStep,
    }));
  });
}

function typeFindings({ type }: Column, { flavor }: FaultPlace): readonly Finding[] {
  const { name } = type;
  const missing = {
    uuid: !flavor.uuidType,
    inet4: !flavor.inet4Type,
    inet6: flavor.nativeJson,
    vector: !flavor.vectorType,
  };
  if (missing[name as keyof typeof missing])
    return [[`${flavor.label} has no type ${name} in this version`, "choose another type"]];
  const limit = limitOf(type, flavor.decimalScale);
  return limit === undefined
    ? []
    : [[`${types.print(type)} is more than the server takes: ${limit}`, "choose a smaller one"]];
}

// https://dev.mysql.com/doc/refman/8.4/en/numeric-type-syntax.html, string-type-syntax, fractional-seconds
function limitOf({ name, arguments: given = [] }: ColumnType, decimalScale: number): string | undefined {
  const [first, second = 0] = given.map(Number);
  const over = (most: number, what: string) => ((first ?? 0) > most ? `at most ${most} ${what}` : undefined);
  switch (name) {
    case "char":
    case "binary":
      return over(255, name === "char" ? "letters" : "bytes");
    case "bit":
      return over(64, "bits");
    case "time":
    case "datetime":
    case "timestamp":
      return over(6, "digits of a second");
    case "set":
      return given.length > 64 ? "at most 64 members" : undefined;
    case "decimal":
      if (second > (first ?? 10)) return "no more digits after the point than in all";
      return second > decimalScale ? `at most ${decimalScale} digits after the point` : over(65, "digits");
    default:
      return undefined;
  }
}

function listFindings({ type, ...column }: Column, { table, facts }: FaultPlace): readonly Finding[] {
  if (type.name !== "enum" && type.name !== "set") return [];
  const values = (type.arguments ?? []).map(String);
  const fold = foldingOf(collationOf(column, table, facts));
  const twice = values.find((value, at) => values.slice(0, at).some((other) => fold(other) === fold(value)));
  const comma = type.name === "set" ? values.find((value) => value.includes(",")) : undefined;
  return [
    ...(twice === undefined
      ? []
      : [
          [
            `the ${type.name} holds ${JSON.stringify(twice)} twice under its collation`,
            "leave one out, or choose a collation that tells them apart",
          ] as const,
        ]),
    ...(comma === undefined
      ? []
      : [
          [
            `the member ${JSON.stringify(comma)} of a set holds a comma`,
            "choose another name for it",
          ] as const,
        ]),
  ];
}

function defaultFindings(column: Column, place: FaultPlace): readonly Finding[] {
  const { type, default: text } = column;
  if (text === undefined || !isLiteral(text)) return [];
  const why = misfit(text, column, place);
  return why === undefined
    ? []
    : [[`the default ${text} ${why}`, `choose a default that is a ${types.print(type)}`]];
}

function misfit(text: string, column: Column, { table, facts }: FaultPlace): string | undefined {
  const { type } = column;
  const value = stringValue(text);
  const range = numberRange(type);
  if (range && type.name !== "bit") return numberMisfit(value ?? text, range);
  if (value === undefined) return undefined;
  const size = textSize(type);
  if (size && size.unit === "characters" && [...value.trimEnd()].length > size.length) return "is too long";
  if (type.name !== "enum" && type.name !== "set") return undefined;
  const fold = foldingOf(collationOf(column, table, facts));
  const known = new Set((type.arguments ?? []).map((member) => fold(String(member))));
  const given = type.name === "enum" ? [value] : value.split(",").filter((member) => member !== "");
  return given.every((member) => known.has(fold(member))) ? undefined : `is no value of the ${type.name}`;
}

function numberMisfit(text: string, { lowest, highest, scale }: NonNullable<ReturnType<typeof numberRange>>) {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text.trim())) return "is no number";
  if (scale === Infinity) return undefined;
  // Only what is written without an exponent is told to the last digit.
  const digits = text.trim().replaceAll(/^\+|\..*$/g, "");
  const whole = BigInt(/^-?\d+$/.test(digits) ? digits : Math.trunc(Number(text)));
  const bound = (limit: string) => BigInt(limit.replace(/\..*$/, ""));
  return whole < bound(lowest) || whole > bound(highest) ? "is out of range" : undefined;
}

// MySQL wants as many digits of a second as the type has; MariaDB takes any.
function stampFindings({ type, default: text, options }: Column, { flavor }: FaultPlace): readonly Finding[] {
  const wanted = currentTime(`now(${type.arguments?.[0] ?? ""})`);
  const isStamp = type.name === "datetime" || type.name === "timestamp";
  const update = options?.["onUpdate"];
  const now = text === undefined ? undefined : currentTime(text);
  const step = isStamp ? `write ${wanted}` : "choose datetime or timestamp";
  return [
    ...(now !== undefined && flavor.exactStamps && isStamp && now !== wanted
      ? [[`the default ${text} does not go with ${types.print(type)}`, step] as const]
      : []),
    ...(update !== undefined && (!isStamp || (flavor.exactStamps && currentTime(String(update)) !== wanted))
      ? [[`ON UPDATE ${String(update)} does not go with ${types.print(type)}`, step] as const]
      : []),
  ];
}

function numberingFindings(column: Column, { table, flavor }: FaultPlace): readonly Finding[] {
  if (!column.autoincrement)
    return readsNumbers(column, table.columns, flavor.label, flavor.virtualsReadNumbers);
  const leads = [
    table.primaryKey?.columns[0],
    ...table.uniques.map(({ columns }) => columns[0]),
    ...table.indexes.map(({ parts }) => parts[0]?.column),
  ];
  const first = table.columns.find(({ autoincrement }) => autoincrement);
  return [
    ...(wholeNumbers.has(column.type.name) || /^(?:float|double)$/.test(column.type.name)
      ? []
      : [[`a ${types.print(column.type)} cannot number itself`, "choose a whole number"] as const]),
    ...(leads.includes(column.name)
      ? []
      : [
          ["a column that numbers itself has to lead a key", "make it the primary key, or index it"] as const,
        ]),
    ...(first === column
      ? []
      : [["a table has one column that numbers itself", `leave ${first?.name} or this one`] as const]),
  ];
}

// Errors 3109 and 3768, and MariaDB's 1901: the number is given after these are worked out.
function readsNumbers(
  { generated, default: text }: Column,
  columns: readonly Column[],
  label: string,
  virtualsMay: boolean,
): readonly Finding[] {
  const expression = generated?.expression ?? (text !== undefined && !isLiteral(text) ? text : undefined);
  if (expression === undefined || (virtualsMay && generated?.stored === false)) return [];
  const read = columns.find(({ name, autoincrement }) => autoincrement && mentions(expression, name));
  return read
    ? [
        [
          `it reads ${read.name}, which numbers itself; ${label} computes it before that`,
          "compute it in a query or a view",
        ],
      ]
    : [];
}

function wordFindings(column: Column, { facts, table }: FaultPlace): readonly Finding[] {
  if (!textTypes.has(column.type.name) || column.collation === undefined)
    return longText(column, table.options, facts);
  const known = facts.knownCollations;
  const { collation } = column;
  const short = collation.slice(collation.indexOf("_") + 1);
  if (known.length === 0 || known.includes(collation) || known.includes(short))
    return longText(column, table.options, facts);
  return [[`the server knows no collation ${collation}`, "choose one that SHOW COLLATION lists"]];
}

function longText(
  column: Column,
  options: FaultPlace["table"]["options"],
  facts: FaultPlace["facts"],
): readonly Finding[] {
  const { name, arguments: [length = 0] = [] } = column.type;
  if (name !== "varchar" && name !== "varbinary") return [];
  const bytes = name === "varbinary" ? 1 : letterBytes(collationOf(column, options && { options }, facts));
  const most = Math.floor(65_535 / bytes);
  return Number(length) > most
    ? [[`${types.print(column.type)} is too long: at most ${most}`, "choose text or blob"]]
    : [];
}
