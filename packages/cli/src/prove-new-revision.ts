import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import {
  buildSchema,
  proveRevision,
  UnprovableError,
  type Difference,
  type Proof,
} from "@typeorm-autogen/autogenerate";
import { ConnectionFailedError, type ScratchServer } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";
import type { NewRevisionHeader } from "@typeorm-autogen/revisions";
import { MigrationContext, openScratch, type Scratch } from "@typeorm-autogen/runtime";
import { compareScratch, metadataTableDefinition, type ComparisonSession } from "./compare-project.js";
import { moduleKind } from "./module-kind.js";
import { ownTablesOf } from "./own-tables.js";
import { NoScratchError, openScratchServer } from "./scratch-server.js";

/** A script that is not written yet. */
export interface NewScript {
  readonly header: NewRevisionHeader;
  readonly text: string;
  /** Where it is going to stand. */
  readonly path: string;
}

/** A script that was tried and is not right; nothing was written. */
export class ProofFailedError extends AutogenError {
  constructor(proof: Proof) {
    super(
      "proof-failed",
      `the script does not hold what it promises, so it was not written: ${proof.faults.join("; ")}. ` +
        "This is a defect of Autogen or of what was answered: change the answers, or write it by --no-verify and correct it by hand",
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
  { header, text, path }: NewScript,
  server: ScratchServer,
): Promise<Proof> {
  const { project, dialect, declaration } = session;
  const open: Scratch[] = [];
  const folder = mkdtempSync(join(tmpdir(), "autogen-proof-"));
  const file = join(folder, basename(path));
  try {
    writeFileSync(
      join(folder, "package.json"),
      moduleKind(dirname(path)) === "esm" ? '{"type":"module"}' : "{}",
    );
    writeFileSync(file, text);
    return await proveRevision(
      async () => {
        await open.pop()?.close();
        const scratch = await openScratch(dialect, server, session.facts);
        open.push(scratch);
        await buildBefore(session, difference, scratch);
        return scratch;
      },
      {
        dialect,
        revision: {
          id: header.id,
          downRevisions: [],
          branchLabels: [],
          dependsOn: [],
          message: "",
          createdAt: null,
          path: file,
          otherPaths: [],
          format: file.endsWith("ts") ? "ts" : "js",
        },
        operations: difference.operations,
        loadScript: (name) => project.loader.import(name),
        tables: ownTablesOf(project.config),
        metadataTable: declaration.metadataTable,
        schemas: [...difference.declared.schemas, ...difference.live.schemas],
        difference: (scratch) => compareScratch(session, scratch),
      },
    );
  } finally {
    for (const scratch of open) await scratch.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a scratch database hold what the connected one holds. Throws UnprovableError. */
async function buildBefore(
  session: ComparisonSession,
  { live }: Difference,
  { connection, facts, target }: Scratch,
): Promise<void> {
  const { dialect, context, declaration, project } = session;
  if (facts.flavor !== session.facts.flavor)
    throw new UnprovableError("the scratch server is of another kind than the connected one");
  const { metadataTable } = declaration;
  const tables = ownTablesOf(project.config);
  const { surroundings } = dialect.scratch;
  try {
    const schemas = [session.facts.defaultSchema, ...live.schemas].flatMap((name) => name ?? []);
    // What refers to what is not there yet, nobody needs before it is.
    for (const sql of (await surroundings?.(context.connection, schemas)) ?? [])
      await connection.execute(sql).catch(() => 0);
    await MigrationContext.on(connection, facts, { dialect, target, tables, metadataTable }).ensureTables();
    const metadata = live.typeormMetadata ? [metadataTableDefinition(metadataTable, dialect.types)] : [];
    const missing = metadata.filter((own) => live.tables.every(({ name }) => name !== own.name));
    const before = { ...live, tables: [...live.tables, ...missing], ...(surroundings && { schemas: [] }) };
    await buildSchema({ dialect, connection, facts, metadataTable }, before);
  } catch (error) {
    if (!(error instanceof AutogenError)) throw error;
    throw new UnprovableError(
      `what the connected database holds cannot be rebuilt there: ${error.message}`,
      error,
    );
  }
}
