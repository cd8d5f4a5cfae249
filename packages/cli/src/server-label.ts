import type { Dialect, ServerFacts } from "@typeorm-autogen/dialect";

/** Dialect and version as a script's header names them: `PostgreSQL 15`, `SQLite 3.53`. */
export function serverLabel({ label }: Dialect, { version }: ServerFacts): string {
  const [major = "", minor] = version.split(".");
  return Number(major) >= 10 || minor === undefined ? `${label} ${major}` : `${label} ${major}.${minor}`;
}
