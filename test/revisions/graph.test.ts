import { describe, expect, test } from "vitest";
import {
  AmbiguousRevisionError,
  DatabaseAheadError,
  DuplicateLabelError,
  DuplicateRevisionError,
  historyRange,
  MissingParentError,
  MultipleHeadsError,
  newRevisionHeader,
  NotAHeadError,
  NotAncestorError,
  NotAppliedError,
  NotOnBranchError,
  OverlappingParentsError,
  OverlappingTargetsError,
  planDowngrade,
  planStamp,
  planUpgrade,
  RelativeTargetError,
  resolveTarget,
  RevisionCycleError,
  RevisionGraph,
  UnknownRevisionError,
  UnsuitableTargetError,
  type Revision,
} from "@typeorm-autogen/revisions";
import { revision } from "./graphs.js";

/**
 *        /- left1 - left2 -\
 *  base1                    merge - tip1        billing1 - billing2   (billing2 depends on left1)
 *        \- right1 --------/
 */
const forked: readonly Revision[] = [
  revision("base1"),
  revision("left1", "base1", { branchLabels: ["left"] }),
  revision("right1", "base1", { branchLabels: ["right-hand"] }),
  revision("left2", "left1"),
  revision("merge", ["left2", "right1"]),
  revision("tip1", "merge"),
  revision("billing1", [], { branchLabels: ["billing"] }),
  revision("billing2", "billing1", { dependsOn: ["left"] }),
];
const graph = new RevisionGraph(forked);
const straight = new RevisionGraph([
  revision("aaaa1"),
  revision("aaab2", "aaaa1"),
  revision("aaac3", "aaab2"),
]);

const ids = (revisions: readonly Revision[]): string[] => revisions.map((revision) => revision.id);
const up = (graph: RevisionGraph, target: string, current: readonly string[] = []): string[] =>
  planUpgrade(graph, target, current).map((step) => step.revision.id);
const down = (graph: RevisionGraph, target: string, current: readonly string[]): string[] =>
  planDowngrade(graph, target, current).map((step) => step.revision.id);
const found = (graph: RevisionGraph, target: string, current: readonly string[] = []): string[] =>
  resolveTarget(graph, target, current).nodes.map((node) => node.id);

describe("shape", () => {
  test("GR2 several bases, heads, forks and merges are legal", () => {
    expect(ids(graph.bases())).toEqual(["base1", "billing1"]);
    expect(ids(graph.heads())).toEqual(["tip1", "billing2"]);
    expect(ids(graph.branchPoints())).toEqual(["base1"]);
    expect(new RevisionGraph([]).head()).toBeNull();
    expect(new RevisionGraph([]).size).toBe(0);
  });

  test("GR3 a dependency makes a head no longer effective", () => {
    const two = new RevisionGraph([revision("one1"), revision("two2", [], { dependsOn: ["one1"] })]);
    expect(ids(two.heads())).toEqual(["one1", "two2"]);
    expect(ids(two.heads("effective"))).toEqual(["two2"]);
  });

  test("GR4 a dependency that an ancestor brings along leaves no trace", () => {
    const chain = [revision("one1"), revision("two2", [], { dependsOn: ["one1"] })];
    const both = new RevisionGraph([...chain, revision("three3", "two2", { dependsOn: ["one1"] })]);
    expect(both.node("three3").dependencies).toEqual([]);
    expect(planUpgrade(both, "heads", ["two2"])[0]?.changes).toEqual([
      { kind: "update", from: "two2", to: "three3" },
    ]);
  });

  test("what is applied are the rows' ancestors and their dependencies", () => {
    expect(ids(graph.applied(["billing2"]))).toEqual(["base1", "left1", "billing1", "billing2"]);
    expect(graph.applied([])).toEqual([]);
  });

  test("GR5 a label holds for descendants and back to the fork", () => {
    const labelled = new RevisionGraph([
      revision("root"),
      revision("a1", "root"),
      revision("a2", "a1", { branchLabels: ["side"] }),
      revision("a3", "a2"),
      revision("b1", "root"),
    ]);
    const holders = ["root", "a1", "a2", "a3", "b1"].filter((id) => labelled.node(id).labels.has("side"));
    expect(holders).toEqual(["a1", "a2", "a3"]);
  });

  test("a history longer than the call stack is linked and planned", () => {
    const name = (place: number): string => place.toString(16).padStart(6, "0");
    const long = Array.from({ length: 20_000 }, (_, place) =>
      revision(name(place), place ? name(place - 1) : []),
    );
    const graph = new RevisionGraph(long.toReversed());
    expect(up(graph, "head")).toHaveLength(20_000);
    expect(down(graph, "base", [name(19_999)])[0]).toBe(name(19_999));
  });
});

describe("faults are named", () => {
  test("GR6 a circle, with its ids", () => {
    const circle = [revision("one1", "three3"), revision("two2", "one1"), revision("three3", "two2")];
    expect(() => new RevisionGraph(circle)).toThrow(RevisionCycleError);
    expect(() => new RevisionGraph(circle)).toThrow(/one1 -> three3 -> two2 -> one1/);
    expect(() => new RevisionGraph([revision("self", "self")])).toThrow(/self -> self/);
    const dependency = [revision("one1", [], { dependsOn: ["two2"] }), revision("two2", "one1")];
    expect(() => new RevisionGraph(dependency)).toThrow(/one1 -> two2 -> one1/);
  });

  test("a circle beside a sound history, without the sound part", () => {
    const mixed = [revision("root"), revision("one1", ["root", "two2"]), revision("two2", "one1")];
    expect(() => new RevisionGraph(mixed)).toThrow(expect.objectContaining({ ids: ["one1", "two2"] }));
  });

  test("GR7 a missing parent or dependency, with the file", () => {
    expect(() => new RevisionGraph([revision("one1", "gone")])).toThrow(MissingParentError);
    expect(() => new RevisionGraph([revision("one1", "gone")])).toThrow(
      /one1\.ts: downRevision names "gone"/,
    );
    expect(() => new RevisionGraph([revision("one1", [], { dependsOn: ["gone"] })])).toThrow(/dependsOn/);
  });

  test("one id in two files, with both", () => {
    const twice = [revision("one1"), revision("one1", [], { path: "/revisions/copy.ts" })];
    expect(() => new RevisionGraph(twice)).toThrow(DuplicateRevisionError);
    expect(() => new RevisionGraph(twice)).toThrow(/one1\.ts and \/revisions\/copy\.ts/);
  });

  test("one label twice, or a label that is an id", () => {
    const label = { branchLabels: ["side"] };
    expect(() => new RevisionGraph([revision("one1", [], label), revision("two2", [], label)])).toThrow(
      DuplicateLabelError,
    );
    expect(() => new RevisionGraph([revision("side"), revision("two2", [], label)])).toThrow(
      DuplicateLabelError,
    );
  });

  test("database versions that no script declares", () => {
    expect(() => up(graph, "heads", ["gone", "tip1"])).toThrow(DatabaseAheadError);
    expect(() => up(graph, "heads", ["gone", "tip1"])).toThrow(
      expect.objectContaining({ versions: ["gone"] }),
    );
  });
});

describe("targets", () => {
  test.each([
    ["left1", [], ["left1"]],
    ["mer", [], UnknownRevisionError],
    ["merg", [], ["merge"]],
    ["bill", [], AmbiguousRevisionError],
    ["nothing", [], UnknownRevisionError],
    ["", [], UnknownRevisionError],
    ["left", [], ["left1"]],
    ["right-hand", [], ["right1"]],
    ["heads", [], ["tip1", "billing2"]],
    ["head", [], MultipleHeadsError],
    ["base", [], []],
    ["current", ["left2"], ["left2"]],
    ["billing@head", [], ["billing2"]],
    ["right-hand@head", [], ["tip1"]],
    ["left1@head", [], ["tip1"]],
    ["billing@base", [], []],
    ["left@left2", [], ["left2"]],
    ["left@base1", [], ["base1"]],
    ["billing@left2", [], NotOnBranchError],
    ["nobody@head", [], UnknownRevisionError],
    ["left1+1", [], ["left2"]],
    ["left+2", [], ["merge"]],
    ["right-hand-1", [], ["base1"]],
    ["tip1-1", [], ["merge"]],
    ["base1-1", [], []],
    ["billing@head-1", [], ["billing1"]],
    ["base1+1", [], RelativeTargetError],
    ["left@base1+1", [], ["left1"]],
    ["merge-1", [], RelativeTargetError],
    ["tip1+1", [], RelativeTargetError],
    ["left1-3", [], RelativeTargetError],
    ["billing@+1", [], ["billing1"]],
    ["billing@+2", ["base1"], ["billing2"]],
    ["billing@+3", [], RelativeTargetError],
    ["+1", [], RelativeTargetError],
    ["+1", ["left1"], ["left2"]],
    ["-1", ["left2"], ["left1"]],
    ["-2", ["left1"], []],
    ["-1", ["left2", "billing1"], RelativeTargetError],
    // What a row depends on is no place of its own to count from.
    ["-1", ["billing2"], ["billing1"]],
    ["+1", ["billing2"], RelativeTargetError],
    ["billing@-1", ["left2", "billing1"], []],
    ["left@-1", ["billing2"], ["base1"]],
    // A branch that nothing of is applied begins at the fork, as in Alembic's _parse_upgrade_target.
    ["right-hand@+1", ["left2"], ["right1"]],
    ["right-hand@+2", ["left1", "billing1"], ["merge"]],
    ["right-hand@-1", ["left2"], RelativeTargetError],
    ["left@-1", ["merge"], ["left2"]],
    ["right-hand@-2", ["tip1"], ["right1"]],
    ["head-1", [], MultipleHeadsError],
    ["@head", [], UnknownRevisionError],
    ["left1:merge", [], UnsuitableTargetError],
  ] as const)("GR8, GR9, GR10, GR13 %s at %j", (target, current, expected) => {
    if (typeof expected === "function") expect(() => found(graph, target, current)).toThrow(expected);
    else expect(found(graph, target, current)).toEqual(expected);
  });

  test("GR8 an ambiguous beginning lists what it could mean", () => {
    expect(() => found(straight, "aaa")).toThrow(/at least 4 characters/);
    expect(() => found(straight, "")).toThrow(/"" \(it is empty\)/);
    expect(() => found(graph, "head-1")).toThrow(/Count from one of them, as in tip1-1/);
    const close = new RevisionGraph([revision("aaaa1"), revision("aaaa2", "aaaa1")]);
    expect(() => found(close, "aaaa")).toThrow(expect.objectContaining({ matches: ["aaaa1", "aaaa2"] }));
  });

  test("a whole id wins over longer ones", () => {
    const close = new RevisionGraph([revision("aaaa"), revision("aaaa2", "aaaa")]);
    expect(found(close, "aaaa")).toEqual(["aaaa"]);
  });
});

describe("upgrade", () => {
  test("GR11 runs ancestors and dependencies first", () => {
    expect(up(graph, "billing@head")).toEqual(["base1", "left1", "billing1", "billing2"]);
    expect(up(graph, "heads", ["left1"])).toEqual([
      "right1",
      "left2",
      "merge",
      "tip1",
      "billing1",
      "billing2",
    ]);
    expect(up(graph, "left1", ["tip1"])).toEqual([]);
  });

  test("GR14 keeps the rows: create, update, branch, merge", () => {
    const changes = planUpgrade(graph, "merge", []).map((step) => step.changes);
    expect(changes).toEqual([
      [{ kind: "insert", version: "base1" }],
      [{ kind: "update", from: "base1", to: "left1" }],
      [{ kind: "insert", version: "right1" }],
      [{ kind: "update", from: "left1", to: "left2" }],
      [
        { kind: "delete", version: "left2" },
        { kind: "update", from: "right1", to: "merge" },
      ],
    ]);
  });

  test("absorbs the row of a dependency", () => {
    expect(planUpgrade(graph, "billing2", ["left1", "billing1"])[0]).toMatchObject({
      before: ["left1", "billing1"],
      after: ["billing2"],
    });
  });

  test("refuses what leads back", () => {
    expect(() => up(graph, "-1", ["left1"])).toThrow(UnsuitableTargetError);
    expect(() => up(graph, "base", ["left1"])).toThrow(UnsuitableTargetError);
    expect(() => up(graph, "-1", [])).toThrow(UnsuitableTargetError);
    expect(up(straight, "+2")).toEqual(["aaaa1", "aaab2"]);
  });
});

describe("downgrade", () => {
  test("GR12 takes back what stands on the target, newest first", () => {
    expect(down(graph, "left1", ["tip1", "billing2"])).toEqual(["tip1", "merge", "left2"]);
    expect(down(graph, "base1", ["tip1", "billing2"])).toEqual([
      "billing2",
      "tip1",
      "merge",
      "left2",
      "right1",
      "left1",
    ]);
    expect(down(graph, "left2", ["tip1"])).toEqual(["tip1", "merge"]);
    expect(down(graph, "tip1", ["tip1"])).toEqual([]);
  });

  test("a label narrows it to one branch", () => {
    expect(down(graph, "right-hand@base1", ["right1", "left2"])).toEqual(["right1"]);
    expect(down(graph, "billing@base", ["left2", "billing1"])).toEqual(["billing1"]);
    expect(down(graph, "base", ["left2", "billing1"])).toEqual(["billing1", "left2", "left1", "base1"]);
  });

  test("one step back is one revision, also where what it depends on has the same parent", () => {
    const siblings = new RevisionGraph([
      revision("root"),
      revision("left1", "root"),
      revision("right1", "root", { dependsOn: ["left1"] }),
    ]);
    expect(down(siblings, "-1", ["right1"])).toEqual(["right1"]);
    expect(down(siblings, "root", ["right1"])).toEqual(["right1", "left1"]);
  });

  test("un-merges rows, and gives a dependency its row back", () => {
    expect(planDowngrade(graph, "left2", ["merge"])[0]?.changes).toEqual([
      { kind: "update", from: "merge", to: "right1" },
      { kind: "insert", version: "left2" },
    ]);
    expect(planDowngrade(graph, "billing1", ["billing2"])[0]?.after).toEqual(["left1", "billing1"]);
    expect(planDowngrade(graph, "billing@base", ["billing1", "tip1"])[0]?.changes).toEqual([
      { kind: "delete", version: "billing1" },
    ]);
  });

  test("refuses what leads forward, is not applied, or is several", () => {
    expect(() => down(graph, "+1", ["left1"])).toThrow(UnsuitableTargetError);
    expect(() => down(graph, "+1", [])).toThrow(UnsuitableTargetError);
    expect(() => down(graph, "left2", ["left1"])).toThrow(NotAppliedError);
    expect(() => down(graph, "heads", ["tip1", "billing2"])).toThrow(UnsuitableTargetError);
  });
});

describe("stamp", () => {
  test("replaces the lineage, leaves other branches", () => {
    expect(planStamp(graph, ["left1"], ["billing1", "merge"]).after).toEqual(["left1", "billing1"]);
    expect(planStamp(graph, ["heads"], []).after).toEqual(["tip1", "billing2"]);
    expect(planStamp(graph, ["billing@base"], ["billing1", "merge"]).after).toEqual(["merge"]);
    expect(planStamp(graph, ["tip1"], ["tip1"]).changes).toEqual([]);
  });

  test("refuses targets of which one contains another", () => {
    expect(() => planStamp(graph, ["left1", "merge"], [])).toThrow(OverlappingTargetsError);
  });
});

describe("history", () => {
  test.each([
    [":", [], ["billing2", "billing1", "tip1", "merge", "left2", "right1", "left1", "base1"]],
    ["left1:merge", [], ["merge", "left2", "right1", "left1"]],
    ["base:left2", [], ["left2", "left1", "base1"]],
    [":current", ["left1"], ["left1", "base1"]],
    ["current:tip1", ["left2"], ["tip1", "merge", "left2", "right1"]],
    ["-1:left2", [], ["left2", "left1"]],
    ["left1:+1", [], ["left2", "left1"]],
    ["merge", [], ["merge"]],
    ["left2:", [], ["tip1", "merge", "left2", "right1"]],
    [
      "billing@base:",
      ["left2"],
      ["billing2", "billing1", "tip1", "merge", "left2", "right1", "left1", "base1"],
    ],
    ["left@-1:", ["left1"], ["tip1", "merge"]],
    ["left@-1:tip1", [], ["tip1", "merge"]],
    ["base1:right-hand@+1", [], ["right1", "base1"]],
    ["-1:billing@head", ["left2"], ["billing2", "billing1"]],
    ["left@+1:", [], RelativeTargetError],
    [":left@-1", ["left2"], RelativeTargetError],
    ["base:left1:merge", [], UnsuitableTargetError],
    ["left2:right1", [], NotAncestorError],
    ["+1:head", [], RelativeTargetError],
    ["-9:left2", [], RelativeTargetError],
  ] as const)("%s at %j", (range, current, expected) => {
    if (typeof expected === "function") expect(() => historyRange(graph, range, current)).toThrow(expected);
    else expect(ids(historyRange(graph, range, current))).toEqual(expected);
  });
});

describe("a new revision", () => {
  test("follows the head, several for a merge, none for a base", () => {
    expect(newRevisionHeader(straight, { id: "new1" }).downRevisions).toEqual(["aaac3"]);
    expect(newRevisionHeader(graph, { id: "new1", heads: ["heads"] }).downRevisions).toEqual([
      "tip1",
      "billing2",
    ]);
    expect(newRevisionHeader(graph, { id: "new1", heads: ["base"] }).downRevisions).toEqual([]);
    expect(newRevisionHeader(new RevisionGraph([]), { id: "new1" }).downRevisions).toEqual([]);
  });

  test("needs a head named where there are several, and --splice elsewhere", () => {
    expect(() => newRevisionHeader(graph, { id: "new1" })).toThrow(MultipleHeadsError);
    expect(() => newRevisionHeader(graph, { id: "new1", heads: ["left1", "left2"] })).toThrow(
      OverlappingParentsError,
    );
    expect(() => newRevisionHeader(straight, { id: "new1", heads: ["aaaa1"] })).toThrow(NotAHeadError);
    expect(newRevisionHeader(straight, { id: "new1", heads: ["aaaa1"], splice: true }).downRevisions).toEqual(
      ["aaaa1"],
    );
  });

  test("depends on whole ids, or on labels as labels", () => {
    const header = newRevisionHeader(graph, {
      id: "new1",
      heads: ["tip1"],
      dependsOn: ["billing", "billing2"],
    });
    expect(header.dependsOn).toEqual(["billing", "billing2"]);
    expect(newRevisionHeader(straight, { id: "new1", dependsOn: ["aaab"] }).dependsOn).toEqual(["aaab2"]);
    expect(() => newRevisionHeader(straight, { id: "new1", dependsOn: ["zzzz"] })).toThrow(
      UnknownRevisionError,
    );
  });

  test("takes no id or label that is taken or could not be named", () => {
    expect(() => newRevisionHeader(straight, { id: "aaaa1" })).toThrow(DuplicateRevisionError);
    expect(() => newRevisionHeader(straight, { id: "aaaa1" })).toThrow(
      /Give the new one another --rev-id\.$/,
    );
    expect(() => newRevisionHeader(graph, { id: "new1", heads: ["tip1"], branchLabels: ["left"] })).toThrow(
      DuplicateLabelError,
    );
    for (const id of ["a@b", "a-b", "a+b", "a:b", "", "head", "a b", "current"]) {
      expect(() => newRevisionHeader(straight, { id }), id).toThrow(
        expect.objectContaining({ code: "invalid-revision-id" }),
      );
    }
    for (const label of ["a@b", "-a", "a+b", "heads"]) {
      const request = { id: "new1", branchLabels: [label] };
      expect(() => newRevisionHeader(straight, request)).toThrow(
        expect.objectContaining({ code: "invalid-branch-label" }),
      );
    }
  });
});
