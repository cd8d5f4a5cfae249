import { proveRevision, UnprovableError, type Difference, type Proof } from "@typeorm-autogen/autogenerate";
import { ConnectionFailedError, type ScratchServer } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";
import { formatOfScript, type NewRevisionHeader, type Revision } from "@typeorm-autogen/revisions";
import { digestScript, openScratch, type Scratch } from "@typeorm-autogen/runtime";
import { buildLike } from "./build-like.js";
import { compareScratch, type ComparisonSession } from "./compare-project.js";
import { ownTablesOf } from "./own-tables.js";
import { NoScratchError, openScratchServer } from "./scratch-server.js";
import { withTemporaryScript } from "./temporary-script.js";
import { textOf, type Draft } from "./write-script.js";

/** A script that is not written yet. */
export interface NewScript extends Draft {
  readonly header: NewRevisionHeader;
  /** Where it leads, its operations say; the entities may be ahead of it. */
  readonly byOperations?: true;
}

/** A proof, with the digest of the body that was proved. */
export interface Verified extends Omit<Proof, "faults"> {
  readonly digest: string;
}

/** A script that was tried and is not right; nothing was written. */
class ProofFailedError extends AutogenError {
  constructor(proof: Proof) {
    super(
      "proof-failed",
      `the script does not hold what it promises, so it was not written: ${proof.faults.join("; ")}. ` +
        "A hook, an answer, a trigger in the database or Autogen itself is wrong: change those, or write it by --no-verify and correct it by hand",
      { ...proof },
    );
  }
}

/** What came of trying a script: a proof, or why there is none. */
export type Trial =
  { readonly kind: "proved"; readonly proof: Proof } | { readonly kind: "notTried"; readonly reason: string };

/**
 * Tries a script on a scratch database that holds what the connected one holds, as far as a schema tells. Throws
 * ProofFailedError.
 */
export async function proveNewRevision(
  session: ComparisonSession,
  difference: Difference,
  script: NewScript,
): Promise<Trial> {
  session.project.progress("proving the script");
  try {
    const proof = await withScratchServer(session, (server) =>
      tryScript(session, difference, script, server),
    );
    if (proof.faults.length > 0) throw new ProofFailedError(proof);
    return { kind: "proved", proof };
  } catch (error) {
    if (!isNotTried(error)) throw error;
    return { kind: "notTried", reason: error.message };
  }
}

/** What a proof says of a script. */
export function verifiedBy({ faults: _, ...proof }: Proof, script: Draft): Verified {
  return { ...proof, digest: digestScript(textOf(script), script.path) };
}

/** What to tell of a trial beside its proof. */
export function trialNotes(trial: Trial | undefined): readonly string[] {
  if (trial?.kind === "notTried") return [`not verified: ${trial.reason}`];
  return trial?.proof.remarks ?? [];
}

function isNotTried(error: unknown): error is AutogenError {
  return (
    error instanceof NoScratchError ||
    error instanceof UnprovableError ||
    error instanceof ConnectionFailedError
  );
}

async function withScratchServer<T>(
  { project, dialect }: ComparisonSession,
  work: (server: ScratchServer) => Promise<T>,
): Promise<T> {
  const server = await openScratchServer(project, dialect, await project.dataSource());
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function tryScript(
  session: ComparisonSession,
  difference: Difference,
  script: NewScript,
  server: ScratchServer,
): Promise<Proof> {
  const { project, dialect, declaration, facts, connection } = session;
  const { header, byOperations } = script;
  const { metadataTable } = declaration;
  const tables = ownTablesOf(project.config);
  const { live, declared, operations } = difference;
  let scratch: Scratch | undefined;
  const open = async () => {
    await scratch?.close();
    scratch = await openScratch(dialect, server, connection ? facts : undefined);
    await buildLike({ dialect, connection, facts, live, tables, metadataTable }, scratch);
    return scratch;
  };
  const prove = (file: string) =>
    proveRevision(open, {
      dialect,
      revision: revisionAt(file, header),
      operations,
      loadScript: (name) => project.loader.import(name),
      tables,
      metadataTable,
      schemas: [...declared.schemas, ...live.schemas],
      ...(!byOperations && { difference: (now: Scratch) => compareScratch(session, now) }),
    });
  try {
    return await withTemporaryScript(script, prove);
  } finally {
    await scratch?.close();
  }
}

function revisionAt(path: string, { id }: NewRevisionHeader): Revision {
  const alone = {
    downRevisions: [],
    replaces: [],
    branchLabels: [],
    dependsOn: [],
    draft: false,
    otherPaths: [],
  };
  return { ...alone, id, message: "", createdAt: null, server: null, path, format: formatOfScript(path) };
}
