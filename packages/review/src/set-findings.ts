import { formatName } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import type { ReviewedRevision, SetFinding } from "./report.js";

/** What the branch does to revisions that stand on its base. */
export interface BranchChanges {
  /** Files of revisions that the base has and the branch changed. */
  readonly edited: readonly string[];
  readonly deleted: readonly string[];
  /** Revisions that the base has and the branch has not, with what they touch. */
  readonly onBase: readonly BaseRevision[];
}

/** A revision that came to the base since the branch began. */
export interface BaseRevision {
  readonly revision: string;
  readonly file: string;
  readonly downRevisions: readonly string[];
  /** Null where it could not be recorded. */
  readonly operations: readonly LeafOperation[] | null;
}

/** Findings about revisions as files of a branch, and about the set as a whole. */
export function setFindings(
  revisions: readonly ReviewedRevision[],
  heads: readonly string[],
  branch: BranchChanges,
  inSync: boolean | null,
): readonly SetFinding[] {
  return [
    ...headFindings(heads, revisions, branch.onBase),
    ...branch.edited.map((file): SetFinding => ({
      rule: "edited-revision",
      level: "error",
      file,
      message:
        "changes a revision that the base has: databases that ran it will not run it again. Write a new one",
    })),
    ...branch.deleted.map((file): SetFinding => ({
      rule: "deleted-revision",
      level: "error",
      file,
      message:
        "takes away a revision that the base has: databases that ran it can no longer be told where they stand",
    })),
    ...sameObjects(revisions, branch.onBase),
    ...revisions.flatMap(fileFindings),
    ...(inSync === false
      ? [
          {
            rule: "not-in-sync",
            level: "error",
            message: 'the entities differ from what the revisions build: run autogen revision -m "…"',
          } as const,
        ]
      : []),
  ];
}

function headFindings(
  heads: readonly string[],
  revisions: readonly ReviewedRevision[],
  onBase: readonly BaseRevision[],
): readonly SetFinding[] {
  const shared = new Set(onBase.flatMap(({ downRevisions }) => downRevisions));
  const forks = revisions.filter(({ downRevisions }) => downRevisions.some((parent) => shared.has(parent)));
  const after = onBase.map(({ revision }) => revision).join(", ");
  if (forks.length > 0)
    return forks.map(({ file, revision }) => ({
      rule: "several-heads",
      level: "error",
      file,
      message: `${revision} follows a revision that ${after} follows on the base too: rebase it, or join them with autogen merge`,
    }));
  if (heads.length < 2) return [];
  return [
    {
      rule: "several-heads",
      level: "error",
      message: `there are several heads: ${heads.join(", ")}. Join them with autogen merge, or let one follow the other`,
    },
  ];
}

function sameObjects(
  revisions: readonly ReviewedRevision[],
  onBase: readonly BaseRevision[],
): readonly SetFinding[] {
  return revisions.flatMap(({ file, revision, operations }) => {
    const own = footprint(operations);
    return onBase.flatMap((other): SetFinding[] => {
      const both = [...footprint(other.operations ?? [])].filter((object) => own.has(object));
      if (both.length === 0) return [];
      return [
        {
          rule: "same-object",
          level: "warning",
          file,
          message: `${revision} and ${other.revision} on the base both change ${both.join(", ")}: read them together`,
        },
      ];
    });
  });
}

/** The tables, types and other objects that operations touch, by name. */
function footprint(operations: readonly LeafOperation[]): ReadonlySet<string> {
  return new Set(operations.flatMap(objectsOf));
}

function objectsOf(operation: LeafOperation): readonly string[] {
  switch (operation.kind) {
    case "renameTable":
    case "renameEnum":
    case "renameView":
    case "renameSequence":
      return [formatName(operation.from), formatName(operation.to)];
    default:
      return objectOf(operation);
  }
}

function objectOf(operation: LeafOperation): readonly string[] {
  if ("table" in operation) return [formatName(operation.table)];
  if ("view" in operation) return [formatName(operation.view)];
  if ("enum" in operation) return [formatName(operation.enum)];
  return "sequence" in operation ? [formatName(operation.sequence)] : [];
}

function fileFindings({ file, unread, misfit, proof, operations }: ReviewedRevision): readonly SetFinding[] {
  if (unread !== null)
    return [{ rule: "not-read", level: "warning", file, message: `was not looked into: ${unread}` }];
  if (misfit !== null)
    return [
      {
        rule: "does-not-fit",
        level: "error",
        file,
        message: `does not fit what the revisions before it leave (${misfit}): rewrite it for that`,
      },
    ];
  if (operations.length === 0) return [];
  if (proof === "edited")
    return [
      {
        rule: "edited-since-proof",
        level: "warning",
        file,
        message: "was edited since it was proved: run autogen verify --write",
      },
    ];
  if (proof === "proved") return [];
  return [
    { rule: "not-verified", level: "warning", file, message: "is not proved: run autogen verify --write" },
  ];
}
