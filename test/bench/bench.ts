// `npm run bench [-- TABLES ROUNDS]`: what `check` costs on a database in sync, beside the raw catalogue statements (R),
// the floor of any comparison (F: the same statements and TypeORM's metadata) and TypeORM's own schema builder. Whole
// processes, in turns, medians. Prints ratios and leaves nothing behind. PostgreSQL is a throwaway server, or the one
// that AUTOGEN_TEST_POSTGRES names.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { ServerDesk, type DeskAnswer } from "../live/server-desk.js";
import { newTestFolder } from "../live/test-folder.js";
import { autogenBin, writeBenchProject, type BenchServer } from "./bench-project.js";
import { measure, runOnce, type Contender, type Figures } from "./measure.js";
import { printFigures } from "./print-figures.js";

const [tablesGiven, roundsGiven] = process.argv.slice(2).map(Number);
const sizes = tablesGiven ? [tablesGiven] : [100, 1000];
const desk = new ServerDesk();
const deskUrl = await desk.open();
try {
  for (const type of ["better-sqlite3", "postgres"] as const) await benchDialect(type);
} finally {
  await desk.close();
}

async function benchDialect(type: BenchServer["type"]): Promise<void> {
  const checks: Figures[] = [];
  for (const tables of sizes) {
    const figures = await benchSize(type, tables, roundsGiven ?? (tables > 300 ? 3 : 7));
    printFigures(`${type === "postgres" ? "PostgreSQL" : "SQLite"}, ${tables} tables`, figures);
    checks.push(figures.get("check") ?? { wall: Number.NaN, cpu: Number.NaN, memory: Number.NaN });
  }
  const [few, many] = checks;
  if (few && many) {
    const [less = 1, more = 1] = sizes;
    const growth = Math.log(many.cpu / few.cpu) / Math.log(more / less);
    process.stdout.write(`check grows with exponent ${growth.toFixed(2)} (cpu, ${less} to ${more} tables)\n`);
  }
}

async function benchSize(
  type: BenchServer["type"],
  tables: number,
  rounds: number,
): Promise<ReadonlyMap<string, Figures>> {
  const dir = newTestFolder();
  const { server, drop } = type === "postgres" ? await freshPostgres() : freshSqlite(dir);
  try {
    writeBenchProject(dir, server, tables);
    const work = (name: string): Contender => ({
      name,
      args: [join(import.meta.dirname, "measured-work.js"), name, JSON.stringify(server)],
    });
    for (const words of [["revision", "-m", "bench"], ["upgrade"]])
      await runOnce([autogenBin, ...words], dir);
    if (type === "postgres") await command(server, "VACUUM ANALYZE");
    const check: Contender = { name: "check", args: [autogenBin, "check", "--quiet"] };
    return await measure([work("raw"), work("floor"), check, work("log")], dir, rounds);
  } finally {
    await drop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function freshPostgres(): Promise<{ server: BenchServer; drop: () => Promise<void> }> {
  const answer = (await (await fetch(`${deskUrl}/postgres`)).json()) as DeskAnswer;
  if ("error" in answer) throw new Error(answer.error);
  const name = `autogen_bench_${randomBytes(6).toString("hex")}`;
  const maintenance: BenchServer = { type: "postgres", url: answer.url };
  await command(maintenance, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(answer.url);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => command(maintenance, `DROP DATABASE ${name} WITH (FORCE)`);
  return { server: { type: "postgres", url: url.href }, drop };
}

function freshSqlite(dir: string): { server: BenchServer; drop: () => Promise<void> } {
  return { server: { type: "better-sqlite3", database: join(dir, "bench.db") }, drop: async () => undefined };
}

async function command(server: BenchServer, sql: string): Promise<void> {
  if (server.type !== "postgres") return;
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
