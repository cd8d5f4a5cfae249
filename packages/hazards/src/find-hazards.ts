import type { Dialect, Impact, ServerFacts } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import { nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import {
  evolve,
  flatten,
  openBlocks,
  schemaForBatch,
  type LeafOperation,
  type Operation,
  type RenameSchema,
} from "@typeorm-autogen/ops";
import { brokenClients } from "./broken-clients.js";
import { design } from "./design.js";
import type { Hazard } from "./hazard.js";
import { locksHeld, type Visited } from "./locks-held.js";
import { lostData } from "./lost-data.js";
import { nameInSql, phrasesOf } from "./phrase.js";
import { applyPolicy, type HazardPolicy } from "./policy.js";
import { rowsInTheWay } from "./rows-in-the-way.js";
import type { Finding } from "./site.js";
import { sqlFindings } from "./sql-findings.js";
import { validatedTogether } from "./validated-together.js";
import { waiting } from "./waiting.js";

/** What hazards depend on besides the operations. */
export interface HazardInput {
  readonly dialect: Dialect;
  /** Of the server that the operations are for: connected, or as a script's header or the configuration says it. */
  readonly facts: ServerFacts;
  /** The schema before the first operation; null where nobody knows it. Then the worse is assumed. */
  readonly state: Schema | null;
  /** Tables that earlier revisions of the same set created: nobody uses them yet. */
  readonly newTables?: readonly QualifiedName[];
  readonly policy?: HazardPolicy;
}

/**
 * What operations do to data, to running code and to a running system, in the order of the operations, the worst of each
 * first. Nothing is read but what is given.
 */
export function findHazards(operations: readonly Operation[], input: HazardInput): readonly Hazard[] {
  const sites = walk(operations, input);
  const after = sites.at(-1)?.after ?? input.state;
  const held = locksHeld(sites);
  const found = sites.flatMap(({ site, impacts }) => {
    const findings = [
      ...lostData(site),
      ...brokenClients(site),
      ...rowsInTheWay(site),
      ...sqlFindings(site),
      ...validatedTogether(site),
      ...waiting(site, impacts),
      ...(held.get(site) ?? []),
      ...design(site, after),
    ];
    return distinct(findings).map((finding) => ({ ...finding, operation: site.index }));
  });
  return applyPolicy(found, input.policy ?? {});
}

interface Visit extends Visited {
  readonly after: Schema | null;
}

function walk(
  operations: readonly Operation[],
  { dialect, facts, state, newTables = [] }: HazardInput,
): readonly Visit[] {
  const all = flatten(operations);
  const births = birthsOf(all, newTables, { dialect, facts });
  const visits: Visit[] = [];
  let schema = state;
  let since = 0;
  for (const [operation, isAlone] of operations.flatMap(eachWithItsPlace)) {
    schema = schema && schemaForBatch(schema, operation);
    const impacts = impactsOf(operation, { dialect, facts, state: schema });
    if (isAlone) since = visits.length;
    for (const op of flatten([operation])) {
      const index = visits.length;
      const before = schema;
      schema = evolved(schema, op);
      const isNew = (table: QualifiedName, at = 0) => (births.get(nameKey(table)) ?? Infinity) <= index + at;
      const own = impacts.filter(({ of }) => of === op);
      const commits = commitsByItself(op, own);
      if (commits) since = index;
      const site = { op, index, since, all, before, dialect, facts, isNew, isAlone };
      visits.push({ site, impacts: own, after: schema });
      if (commits) since = index + 1;
    }
    if (isAlone) since = visits.length;
  }
  return visits;
}

// A state that the operation does not fit tells nothing of it.
function impactsOf(
  operation: Operation,
  { dialect, facts, state }: Pick<HazardInput, "dialect" | "facts" | "state">,
): readonly Impact[] {
  try {
    return dialect.impact(operation, { facts, state });
  } catch (error) {
    if (state === null || !isAutogenError(error)) throw error;
    return dialect.impact(operation, { facts, state: null });
  }
}

function eachWithItsPlace(operation: Operation) {
  return openBlocks([operation]).map((one) => [one, operation.kind === "autocommit"] as const);
}

// What came before these is committed first, and they by themselves. A type that is rebuilt writes its tables anew, a table
// that is recreated its indexes: both within the transaction.
function commitsByItself(op: LeafOperation, impacts: readonly Impact[]): boolean {
  if (op.kind === "alterEnum") return op.to.length > op.from.length && impacts.length === 0;
  if (op.kind === "backfill") return true;
  return "index" in op && op.index.concurrently === true && !impacts.some(({ recreates }) => recreates);
}

/** From which operation on, and which share of its statements, the table or view of a name is one that this set created. */
function birthsOf(
  all: readonly LeafOperation[],
  newTables: readonly QualifiedName[],
  { dialect, facts }: Pick<HazardInput, "dialect" | "facts">,
): ReadonlyMap<string, number> {
  const births = new Map(newTables.map((table) => [nameKey(table), -1]));
  for (const [index, op] of all.entries()) {
    const make = (table: QualifiedName, at = 0) => births.set(nameKey(table), index + at);
    const rename = (from: QualifiedName, to: QualifiedName, at = 0) =>
      births.has(nameKey(from)) && make(to, at);
    if (op.kind === "createTable") make(op.table);
    if (op.kind === "createView") make(op.view);
    if (op.kind === "renameTable" || op.kind === "renameView") rename(op.from, op.to);
    if (op.kind === "renameSchema") moveBirths(births, op, index);
    const phrases = phrasesOf(op, dialect.lexicon);
    for (const [i, phrase] of phrases.entries()) {
      const at = i / phrases.length;
      if (phrase.says(/^CREATE TABLE (?!IF\b)/)) make(nameInSql(phrase.object(/^CREATE TABLE$/), facts), at);
      const { from, to } = phrase.renamesTable ?? {};
      if (from !== undefined && to !== undefined) rename(nameInSql(from, facts), nameInSql(to, facts), at);
    }
  }
  return births;
}

function moveBirths(births: Map<string, number>, { from, to }: RenameSchema, index: number): void {
  const start = nameKey({ schema: from, name: "" });
  for (const key of [...births.keys()].filter((known) => known.startsWith(start)))
    births.set(nameKey({ schema: to, name: key.slice(start.length) }), index);
}

function evolved(schema: Schema | null, op: LeafOperation): Schema | null {
  try {
    return schema && evolve(schema, [op]);
  } catch {
    return null;
  }
}

// Two rules may say the same of one object; the first says it better.
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.object}`;
    const known = byKey.get(key);
    if (!known) byKey.set(key, finding);
    else if (!known.lock && finding.lock)
      byKey.set(key, { ...finding, message: `${known.message}; ${finding.message}` });
  }
  return [...byKey.values()];
}
