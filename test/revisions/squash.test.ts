import { describe, expect, test } from "vitest";
import {
  InsideSquashError,
  OverlappingSquashesError,
  planDowngrade,
  planSquash,
  planStamp,
  planUpgrade,
  RevisionCycleError,
  RevisionGraph,
  SquashRangeError,
  type Revision,
} from "@typeorm-autogen/revisions";
import { revision } from "./graphs.js";

/** root - a1 - b2 - c3 - tip, of which squash1 replaces a1 to c3. */
const chain: readonly Revision[] = [
  revision("root"),
  revision("aaa1", "root", { branchLabels: ["old"] }),
  revision("bbb2", "aaa1"),
  revision("ccc3", "bbb2"),
  revision("tip4", "ccc3"),
];
const replaced = ["aaa1", "bbb2", "ccc3"];
const squash1 = revision("squash1", "root", { replaces: replaced, branchLabels: ["old"] });
const both = new RevisionGraph([...chain, squash1]);
const without = (...gone: string[]) =>
  new RevisionGraph([...chain, squash1].filter(({ id }) => !gone.includes(id)));

const up = (graph: RevisionGraph, target: string, rows: readonly string[]) =>
  planUpgrade(graph, target, rows).map((step) => step.revision.id);
const down = (graph: RevisionGraph, target: string, rows: readonly string[]) =>
  planDowngrade(graph, target, rows).map((step) => step.revision.id);

describe("planning a squash", () => {
  const plain = new RevisionGraph(chain);

  test("the new revision follows what the range followed, and takes its labels over", () => {
    expect(planSquash(plain, "aaa1:ccc3", "squash1")).toEqual({
      revisions: chain.slice(1, 4),
      header: {
        id: "squash1",
        downRevisions: ["root"],
        replaces: replaced,
        branchLabels: ["old"],
        dependsOn: [],
      },
    });
    expect(planSquash(plain, ":bbb2", "s9").header).toMatchObject({
      downRevisions: [],
      replaces: ["root", "aaa1", "bbb2"],
    });
  });

  test("it follows the topmost of what the range followed, and needs only what that does not bring along", () => {
    const merged = new RevisionGraph([
      ...chain.slice(0, 3),
      revision("side2", "root", { dependsOn: ["aaa1"] }),
      revision("join3", ["bbb2", "side2"]),
    ]);
    expect(planSquash(merged, "bbb2:join3", "s9").header).toMatchObject({
      downRevisions: ["aaa1"],
      replaces: ["bbb2", "side2", "join3"],
      dependsOn: [],
    });
  });

  test("a fork within the range is closed; what the range depends on outside stays a dependency", () => {
    const forked = new RevisionGraph([
      revision("other"),
      ...chain.slice(0, 2),
      revision("side2", "aaa1", { dependsOn: ["other"] }),
      revision("bbb2", "aaa1"),
      revision("join", ["side2", "bbb2"]),
    ]);
    expect(planSquash(forked, "aaa1:join", "s9").header).toMatchObject({
      downRevisions: ["root"],
      dependsOn: ["other"],
      replaces: ["aaa1", "side2", "bbb2", "join"],
    });
    expect(() => planSquash(forked, "aaa1:bbb2", "s9")).toThrow(
      /side2, outside of it, follows or needs aaa1/,
    );
  });

  test("refused: one revision, several ends, what others need from within, a taken or impossible id", () => {
    const needed = new RevisionGraph([...chain, revision("user", [], { dependsOn: ["bbb2"] })]);
    expect(() => planSquash(needed, "aaa1:ccc3", "s9")).toThrow(/user, outside of it, follows or needs bbb2/);
    expect(() => planSquash(plain, "aaa1:aaa1", "s9")).toThrow(SquashRangeError);
    expect(() => planSquash(plain, "aaa1", "s9")).toThrow(SquashRangeError);
    const two = new RevisionGraph([...chain, revision("side2", "aaa1")]);
    expect(() => planSquash(two, ":", "s9")).toThrow(/several ends, .*side2/);
    expect(() => planSquash(plain, "aaa1:ccc3", "tip4")).toThrow(/stands in two files/);
    expect(() => planSquash(plain, "aaa1:ccc3", "a-b")).toThrow(
      expect.objectContaining({ code: "invalid-revision-id" }),
    );
  });
});

describe("where databases stand", () => {
  test("a fresh one, and one before the range, run the squashed revision alone", () => {
    expect(up(both, "heads", [])).toEqual(["root", "squash1", "tip4"]);
    expect(up(both, "head", ["root"])).toEqual(["squash1", "tip4"]);
    expect(both.revisions.map(({ id }) => id)).toEqual(["root", "squash1", "tip4"]);
    expect([...both.node("squash1").labels]).toEqual(["old"]);
    expect(planUpgrade(both, "head", ["squash1"])[0]?.changes).toEqual([
      { kind: "update", from: "squash1", to: "tip4" },
    ]);
  });

  test("one inside the range runs the rest of what was replaced", () => {
    expect(up(both, "head", ["aaa1"])).toEqual(["bbb2", "ccc3", "tip4"]);
    expect(planUpgrade(both, "head", ["aaa1"])[2]).toMatchObject({ before: ["ccc3"], after: ["tip4"] });
    expect(up(both, "squash1", ["bbb2"])).toEqual(["ccc3"]);
    expect(down(both, "base", ["bbb2"])).toEqual(["bbb2", "aaa1", "root"]);
  });

  test("one at the end of the range goes on, with and without the replaced scripts", () => {
    for (const graph of [both, without(...replaced)]) {
      expect(up(graph, "squash1", ["ccc3"])).toEqual([]);
      expect(planUpgrade(graph, "head", ["ccc3"]).map(({ changes }) => changes)).toEqual([
        [{ kind: "update", from: "ccc3", to: "tip4" }],
      ]);
      expect(graph.at(["ccc3"]).heads()).toMatchObject([{ id: "tip4" }]);
    }
    const [step] = planDowngrade(without(...replaced), "root", ["ccc3"]);
    expect(step).toMatchObject({
      revision: { path: squash1.path },
      changes: [{ kind: "update", from: "ccc3", to: "root" }],
    });
  });

  test("one past the range goes back through the squashed revision, or to a place within it by the old scripts", () => {
    expect(down(both, "root", ["tip4"])).toEqual(["tip4", "squash1"]);
    expect(down(both, "bbb2", ["tip4"])).toEqual(["tip4", "ccc3"]);
    expect(down(both, "ccc3", ["tip4"])).toEqual(["tip4"]);
    expect(up(both, "bbb2", ["root"])).toEqual(["aaa1", "bbb2"]);
    expect(planStamp(both, ["bbb2"], ["tip4"]).after).toEqual(["bbb2"]);
    expect(planStamp(both, ["squash1"], ["bbb2"]).after).toEqual(["ccc3"]);
  });

  test("one that was built by the squashed revision cannot stand inside it", () => {
    expect(() => down(both, "bbb2", ["squash1"])).toThrow(InsideSquashError);
    expect(() => down(both, "bbb2", ["squash1"])).toThrow(/squash1 built this database in one/);
    expect(down(both, "root", ["squash1"])).toEqual(["squash1"]);
    expect(up(both, "ccc3", ["squash1"])).toEqual([]);
  });

  test("one inside the range, whose scripts are gone, is told what to do", () => {
    expect(() => up(without(...replaced), "head", ["bbb2"])).toThrow(
      /bbb2 lies inside .* squash1 .* restore those/,
    );
    expect(() => down(without(...replaced), "bbb2", ["tip4"])).toThrow(InsideSquashError);
  });

  test("a revision of somebody else that follows the middle of the range is named", () => {
    const late = [...chain, squash1, revision("late", "bbb2")];
    expect(() => new RevisionGraph(late)).toThrow(
      /bbb2 lies inside .* late follows or needs it: let it follow squash1/,
    );
    const needing = [...chain, squash1, revision("late", "tip4", { dependsOn: ["aaa1"] })];
    expect(() => new RevisionGraph(needing)).toThrow(InsideSquashError);
  });

  test("a squashed revision can be squashed again", () => {
    const again = planSquash(both, "root:squash1", "squash2");
    expect(again.header.replaces).toEqual(["root", ...replaced, "squash1"]);
    const graph = new RevisionGraph([
      ...chain,
      squash1,
      revision("squash2", [], { replaces: again.header.replaces ?? [] }),
    ]);
    expect(up(graph, "head", [])).toEqual(["squash2", "tip4"]);
    expect(up(graph, "head", ["root"])).toEqual(["squash1", "tip4"]);
    expect(up(graph, "head", ["bbb2"])).toEqual(["ccc3", "tip4"]);
    expect(up(graph, "head", ["ccc3"])).toEqual(["tip4"]);
    expect(up(graph, "head", ["squash1"])).toEqual(["tip4"]);
    expect(down(graph, "base", ["tip4"])).toEqual(["tip4", "squash2"]);
  });

  test("two squashed revisions that claim the same one are named, and so is a circle", () => {
    const rival = revision("rival", "aaa1", { replaces: ["bbb2", "ccc3"] });
    expect(() => new RevisionGraph([...chain, squash1, rival])).toThrow(OverlappingSquashesError);
    const circle = revision("squash1", "tip4", { replaces: replaced });
    expect(() => new RevisionGraph([...chain, circle])).toThrow(RevisionCycleError);
  });
});
