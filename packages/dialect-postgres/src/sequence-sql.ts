import { nameSql, quoteText, statements, type Statement } from "@typeorm-autogen/dialect";
import type { Identity, QualifiedName, Sequence, SequenceOptions } from "@typeorm-autogen/model";
import type { AlterSequence, SequencePatch } from "@typeorm-autogen/ops";
import { identifier } from "./names.js";
import { typeSql, types } from "./types.js";

/** How a sequence counts: what sequences, serials and identities have in common. */
export type Counting = Omit<Identity, "mode">;

const quoted = (name: QualifiedName) => nameSql({ identifier }, name);

/** CREATE SEQUENCE with everything that a sequence has. */
export function createSequenceSql(sequence: Sequence): string {
  const { type, ownedBy } = sequence;
  return [
    `CREATE SEQUENCE ${quoted(sequence)}`,
    ...(type === undefined ? [] : [typeClause(type)]),
    ...sequenceOptions(sequence),
    ...(ownedBy ? [ownerClause(ownedBy)] : []),
  ].join(" ");
}

/** The options of a sequence that are not the server's defaults, one text each. */
export function sequenceOptions(options: Counting): readonly string[] {
  const { increment, minimum, maximum, start, cache, cycle } = options;
  return [
    ...(increment === undefined ? [] : [`INCREMENT BY ${wholeNumber(increment)}`]),
    ...(minimum === undefined ? [] : [`MINVALUE ${wholeNumber(minimum)}`]),
    ...(maximum === undefined ? [] : [`MAXVALUE ${wholeNumber(maximum)}`]),
    ...(start === undefined ? [] : [`START WITH ${wholeNumber(start)}`]),
    ...(cache === undefined ? [] : [`CACHE ${wholeNumber(cache)}`]),
    ...(cycle === undefined ? [] : ["CYCLE"]),
  ];
}

function wholeNumber(text: string): string {
  return String(BigInt(text));
}

const typeClause = (type: string) => `AS ${typeSql(types.parse(type))}`;

function ownerClause(owner: SequenceOptions["ownedBy"] | null): string {
  return `OWNED BY ${owner ? `${quoted(owner.table)}.${identifier(owner.column)}` : "NONE"}`;
}

/** Changes a sequence in place. */
export function alterSequenceStatements({ sequence, to, was }: AlterSequence): readonly Statement[] {
  const { type, ownedBy } = to;
  const clauses = [
    ...(type === undefined ? [] : [typeClause(type ?? "bigint")]),
    ...countingClauses(to, was),
    ...(ownedBy === undefined ? [] : [ownerClause(ownedBy)]),
  ];
  if (clauses.length === 0) return [];
  const name = quoted(sequence);
  return statements(raiseCounter(quoteText(name), to, was), `ALTER SEQUENCE ${name} ${clauses.join(" ")}`);
}

type CountingPatch = Pick<SequencePatch, keyof Counting>;

/** Lets a counter that stands below a new minimum begin there: the server takes no minimum above it. */
export function raiseCounter(sequence: string, to: CountingPatch, was: CountingPatch = {}): string {
  if (typeof to.minimum !== "string" || turns(to, was) || isDown(withoutNulls({ ...was, ...to }))) return "";
  const lowest = wholeNumber(to.minimum);
  if (BigInt(was.minimum ?? "1") >= BigInt(lowest)) return "";
  return `SELECT pg_catalog.setval(q.s, ${lowest}, false) FROM (SELECT ${sequence}::pg_catalog.regclass AS s) q
    WHERE coalesce(pg_catalog.pg_sequence_last_value(q.s) < ${lowest}, true)`;
}

/**
 * The clauses that change how a sequence counts. Start, and with the direction also the bounds, depend on the other
 * options where nobody says them; the server keeps what they were.
 */
export function countingClauses(to: CountingPatch, was: CountingPatch | undefined): readonly string[] {
  const after = withoutNulls({ ...was, ...to });
  const turned = turns(to, was);
  const changed = (key: keyof Counting) => to[key] !== undefined;
  const moved = (["increment", "minimum", "maximum"] as const).some(changed);
  const bounds = (["minimum", "maximum"] as const).filter((key) => changed(key) || turned);
  return [
    ...(changed("increment") ? [`INCREMENT BY ${wholeNumber(after.increment ?? "1")}`] : []),
    ...bounds.map((key) => boundClause(key, after)),
    ...(changed("start") || (was && moved) ? [`START WITH ${wholeNumber(startOf(after))}`] : []),
    ...(turned ? ["RESTART"] : []),
    ...(changed("cache") ? [`CACHE ${wholeNumber(after.cache ?? "1")}`] : []),
    ...(changed("cycle") ? [after.cycle ? "CYCLE" : "NO CYCLE"] : []),
  ];
}

// Where it stood means nothing for the other direction, and may lie outside the new bounds.
function turns(to: CountingPatch, was: CountingPatch | undefined): boolean {
  return was !== undefined && isDown(withoutNulls({ ...was, ...to })) !== isDown(withoutNulls(was));
}

function boundClause(key: "minimum" | "maximum", options: Counting): string {
  const word = key === "minimum" ? "MINVALUE" : "MAXVALUE";
  const value = options[key];
  return value === undefined ? `NO ${word}` : `${word} ${wholeNumber(value)}`;
}

function withoutNulls(patch: CountingPatch): Counting {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null)) as Counting;
}

/** Whether it counts downwards. */
export function isDown({ increment }: Counting): boolean {
  return increment?.startsWith("-") === true;
}

/** Where it starts: by default at the end that it counts away from. */
export function startOf(options: Counting): string {
  const { start, minimum, maximum } = options;
  return start ?? (isDown(options) ? (maximum ?? "-1") : (minimum ?? "1"));
}
