import { readFileSync } from "node:fs";
import { claimsOf, proveRevision, UnprovableError, type Proof } from "@typeorm-autogen/autogenerate";
import {
  digestScript,
  MigrationFailedError,
  readProofLine,
  readScript,
  writeProofLine,
} from "@typeorm-autogen/runtime";
import {
  historyRange,
  replaceRevisionFile,
  type Revision,
  type RevisionGraph,
} from "@typeorm-autogen/revisions";
import { importScript } from "./import-script.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { rowsFor } from "./revision-entry.js";
import { ScratchBench } from "./scratch-bench.js";
import { openScratchServer } from "./scratch-server.js";

/** Options of `verify`. */
export interface VerifyOptions extends ProjectOptions {
  /** Ids, their beginnings, labels, or ranges `from:to`; all revisions by default. */
  readonly revisions?: readonly string[];
  /** Write what was proved into the headers of the scripts. */
  readonly write?: boolean;
  /** Told of each revision as it is through. */
  readonly onResult?: (result: VerifiedRevision) => void;
}

/** What trying one revision showed. */
export interface VerifiedRevision extends Proof {
  readonly revision: string;
  readonly message: string;
  readonly file: string;
  readonly proved: boolean;
  /** The script was edited since its header says it was proved; null where the header does not say so. */
  readonly edited: boolean | null;
}

/** What `verify` found. */
export interface VerifyResult {
  readonly proved: boolean;
  readonly revisions: readonly VerifiedRevision[];
}

/** Proves revisions on a scratch database: they converge, reverse and keep rows. */
export async function verify(options: VerifyOptions = {}): Promise<VerifyResult> {
  const project = await openProject(options);
  const graph = await project.graph();
  const names = options.revisions ?? [];
  const chosen = chooseRevisions(graph, names, await rowsFor(project, names));
  const { dialect } = await project.target(true);
  const server = await openScratchServer(project, dialect);
  try {
    const bench = await ScratchBench.on(project, server);
    try {
      const revisions = await verifyEach(project, bench, chosen, options);
      return { proved: revisions.every(({ proved }) => proved), revisions };
    } finally {
      await bench.close();
    }
  } finally {
    await server.close();
  }
}

function chooseRevisions(
  graph: RevisionGraph,
  names: readonly string[],
  rows: readonly string[],
): readonly Revision[] {
  if (names.length === 0) return graph.revisions;
  const chosen = new Set(names.flatMap((name) => historyRange(graph, name, rows)));
  return graph.revisions.filter((revision) => chosen.has(revision));
}

async function verifyEach(
  project: Project,
  bench: ScratchBench,
  revisions: readonly Revision[],
  { write, onResult }: VerifyOptions,
): Promise<readonly VerifiedRevision[]> {
  const results: VerifiedRevision[] = [];
  for (const revision of revisions) {
    project.progress(`verifying ${revision.id}`);
    const proof = await proveOne(project, bench, revision);
    const proved = proof.faults.length === 0;
    const { id, message, path } = revision;
    const line = readProofLine(await readScript(path), path);
    const result = { revision: id, message, file: path, proved, ...proof, edited: line?.edited ?? null };
    if (proved && write) await renewHeader(path, proof);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function proveOne(project: Project, bench: ScratchBench, revision: Revision): Promise<Proof> {
  const { dialect } = await project.target(true);
  const operations = await bench.record(revision);
  const { tables, metadataTable } = bench;
  let fresh = false;
  try {
    const proof = await proveRevision(
      async () => {
        if (fresh) await bench.close();
        fresh = true;
        return bench.before(revision, operations);
      },
      {
        dialect,
        revision,
        operations,
        tables,
        metadataTable,
        schemas: [],
        loadScript: (file) => importScript(project, file),
      },
    );
    await (proof.faults.length === 0 ? bench.advance(revision) : bench.close());
    return proof;
  } catch (error) {
    await bench.close();
    if (error instanceof MigrationFailedError || error instanceof UnprovableError)
      return notTried(error.message);
    throw error;
  }
}

function notTried(reason: string): Proof {
  return {
    converges: null,
    reverses: false,
    keepsRows: null,
    rows: 0,
    on: "",
    faults: [reason],
    remarks: [],
  };
}

async function renewHeader(path: string, proof: Proof): Promise<void> {
  const text = readFileSync(path, "utf8");
  const renewed = writeProofLine(text, claimsOf(proof), digestScript(await readScript(path), path));
  if (renewed !== text) replaceRevisionFile(path, renewed);
}
