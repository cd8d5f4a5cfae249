import * as fc from "fast-check";
import type { Revision } from "@typeorm-autogen/revisions";

/** A revision for tests: `revision("c", ["a", "b"], { dependsOn: ["x"] })`. */
export function revision(
  id: string,
  parents: string | readonly string[] = [],
  rest: Partial<Revision> = {},
): Revision {
  return {
    id,
    downRevisions: typeof parents === "string" ? [parents] : parents,
    replaces: [],
    branchLabels: [],
    dependsOn: [],
    draft: false,
    message: id,
    createdAt: null,
    server: null,
    path: `/revisions/${id}.ts`,
    otherPaths: [],
    format: "ts",
    ...rest,
  };
}

/** A history without a circle: each revision follows and depends on earlier ones; listed in any order. */
export const histories: fc.Arbitrary<readonly Revision[]> = fc
  .array(
    fc.record({ parents: fc.array(fc.nat(), { maxLength: 2 }), needs: fc.array(fc.nat(), { maxLength: 1 }) }),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .chain((drafts) => {
    const name = (place: number): string => `rev${String.fromCharCode(97 + place)}`;
    const revisions = drafts.map(({ parents, needs }, place) => {
      const earlier = (numbers: readonly number[]): string[] =>
        place === 0 ? [] : [...new Set(numbers.map((number) => name(number % place)))];
      return revision(name(place), earlier(parents), { dependsOn: earlier(needs) });
    });
    return fc.shuffledSubarray(revisions, { minLength: revisions.length });
  });
