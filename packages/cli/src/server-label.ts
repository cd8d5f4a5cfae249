import type { Dialect, ServerFacts } from "@typeorm-autogen/dialect";

/** Dialect and version as a script's header names them: `PostgreSQL 15`, `SQLite 3.53`. */
export function serverLabel(dialect: Dialect, facts: ServerFacts): string {
  if (dialect.serverLabel) return dialect.serverLabel(facts);
  const { label } = dialect;
  const { version } = facts;
  const [major = "", minor] = version.split(".");
  return Number(major) >= 10 || minor === undefined ? `${label} ${major}` : `${label} ${major}.${minor}`;
}
