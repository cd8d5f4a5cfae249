import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  planDowngrade,
  planStamp,
  planUpgrade,
  RevisionGraph,
  type Revision,
  type RowChange,
  type Step,
} from "@typeorm-autogen/revisions";
import { histories } from "./graphs.js";

/** The version table as a database would hold it: every statement must hit exactly one row. */
function execute(rows: readonly string[], changes: readonly RowChange[]): readonly string[] {
  const table = [...rows];
  for (const change of changes) {
    if (change.kind === "insert") {
      table.push(change.version);
      continue;
    }
    const hit = change.kind === "delete" ? change.version : change.from;
    expect(table.filter((row) => row === hit)).toHaveLength(1);
    if (change.kind === "delete") table.splice(table.indexOf(hit), 1);
    else table[table.indexOf(hit)] = change.to;
    expect(new Set(table).size).toBe(table.length);
  }
  return table;
}

function needs(revision: Revision): readonly string[] {
  return [...revision.downRevisions, ...revision.dependsOn];
}

/** The applied set that version rows stand for, found the slow way. */
function appliedBy(rows: readonly string[], history: readonly Revision[]): ReadonlySet<string> {
  const applied = new Set(rows);
  for (const id of applied)
    for (const need of needs(history.find((revision) => revision.id === id)!)) applied.add(need);
  return applied;
}

/** The rows that must stand for an applied set: what nothing applied stands on. */
function rowsFor(applied: ReadonlySet<string>, history: readonly Revision[]): readonly string[] {
  const needed = new Set(history.filter((revision) => applied.has(revision.id)).flatMap(needs));
  return [...applied].filter((id) => !needed.has(id)).sort();
}

/** Runs steps one by one and checks after each that rows and applied revisions agree. */
function run(
  steps: readonly Step[],
  rows: readonly string[],
  history: readonly Revision[],
): readonly string[] {
  const applied = new Set(appliedBy(rows, history));
  let table = rows;
  for (const { direction, revision, changes, after } of steps) {
    if (direction === "upgrade") {
      expect(
        needs(revision).every((need) => applied.has(need)),
        `${revision.id} runs too early`,
      ).toBe(true);
      expect(applied.has(revision.id)).toBe(false);
      applied.add(revision.id);
    } else {
      const standing = history.filter((other) => applied.has(other.id) && needs(other).includes(revision.id));
      expect(standing, `${revision.id} goes too early`).toEqual([]);
      expect(applied.delete(revision.id)).toBe(true);
    }
    table = execute(table, changes);
    expect([...table].sort()).toEqual(rowsFor(applied, history));
    expect([...after].sort()).toEqual([...table].sort());
  }
  return table;
}

const someHistory = fc.tuple(histories, fc.nat(), fc.nat()).map(([history, a, b]) => ({
  history,
  a: history[a % history.length]!.id,
  b: history[b % history.length]!.id,
}));

test("upgrading to the heads applies everything once, after what it needs, and keeps one row per effective head", () => {
  fc.assert(
    fc.property(someHistory, ({ history, a }) => {
      const graph = new RevisionGraph(history);
      const half = run(planUpgrade(graph, a, []), [], history);
      const rows = run(planUpgrade(graph, "heads", half), half, history);
      expect(appliedBy(rows, history).size).toBe(history.length);
      expect(planUpgrade(graph, "heads", rows)).toEqual([]);
      expect([...rows].sort()).toEqual(
        graph
          .heads("effective")
          .map((head) => head.id)
          .sort(),
      );
    }),
    { numRuns: 500 },
  );
});

test("downgrading to base takes everything back and leaves no row", () => {
  fc.assert(
    fc.property(someHistory, ({ history, a, b }) => {
      const graph = new RevisionGraph(history);
      const half = run(planUpgrade(graph, a, []), [], history);
      const rows = run(planUpgrade(graph, b, half), half, history);
      expect(run(planDowngrade(graph, "base", rows), rows, history)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("downgrading to a revision keeps it, drops all that stands on it, and upgrading leads back to the same rows", () => {
  fc.assert(
    fc.property(someHistory, ({ history, a }) => {
      const graph = new RevisionGraph(history);
      const all = run(planUpgrade(graph, "heads", []), [], history);
      const rows = run(planDowngrade(graph, a, all), all, history);
      const applied = appliedBy(rows, history);
      expect(applied.has(a)).toBe(true);
      expect(history.some((revision) => applied.has(revision.id) && revision.downRevisions.includes(a))).toBe(
        false,
      );
      expect([...run(planUpgrade(graph, "heads", rows), rows, history)].sort()).toEqual([...all].sort());
    }),
    { numRuns: 500 },
  );
});

test("GR15 stamping moves the rows to where running would, in any direction", () => {
  fc.assert(
    fc.property(someHistory, ({ history, a, b }) => {
      const graph = new RevisionGraph(history);
      const start = run(planUpgrade(graph, a, []), [], history);
      const stamp = planStamp(graph, [b], start);
      const rows = execute(start, stamp.changes);
      expect([...rows].sort()).toEqual(rowsFor(appliedBy(rows, history), history));
      expect(appliedBy(rows, history).has(b)).toBe(true);
      const kept = start.filter((row) => rows.includes(row)).length;
      expect(stamp.changes).toHaveLength(Math.max(start.length, rows.length) - kept);
      expect(execute(rows, planStamp(graph, ["base"], rows).changes)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("the order depends on the revisions, and is an order in which they can be applied", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const order = new RevisionGraph(history).revisions.map((revision) => revision.id);
      expect([...order].sort()).toEqual(history.map((revision) => revision.id).sort());
      for (const revision of history) {
        for (const need of needs(revision))
          expect(order.indexOf(need)).toBeLessThan(order.indexOf(revision.id));
      }
      expect(new RevisionGraph(history).revisions.map((revision) => revision.id)).toEqual(order);
    }),
    { numRuns: 500 },
  );
});
