import { nameSql, quoteText, statements, UnsupportedError, type Statement } from "@typeorm-autogen/dialect";
import { formatName, type DialectOptions } from "@typeorm-autogen/model";
import type { SetTableOptions } from "@typeorm-autogen/ops";
import { doBlock } from "./do-block.js";
import { identifier } from "./names.js";
import { label, spelling } from "./spelling.js";

/** Changes options of a table in place. Throws UnsupportedError for those that a table keeps for life. */
export function setTableOptions({ table, to }: SetTableOptions): readonly Statement[] {
  const name = nameSql(spelling, table);
  const sql = Object.entries(to).map(([option, value]) => {
    if (option === "tablespace") return toTablespace(name, value);
    if (option === "unlogged") return `ALTER TABLE ${name} SET ${value ? "UNLOGGED" : "LOGGED"}`;
    throw new UnsupportedError(
      label,
      `changing the option ${option} of ${formatName(table)}`,
      "take it out of the script, or use op.execute",
    );
  });
  return statements(...sql);
}

// The database's own tablespace goes by a name that only the server knows.
function toTablespace(table: string, value: DialectOptions[string] | null): string {
  if (value !== null) return `ALTER TABLE ${table} SET TABLESPACE ${identifier(String(value))}`;
  return doBlock(`
BEGIN
  EXECUTE (SELECT pg_catalog.format(${quoteText(`ALTER TABLE ${table.replaceAll("%", "%%")} SET TABLESPACE %I`)}, s.spcname)
    FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace s ON s.oid = d.dattablespace
    WHERE d.datname = pg_catalog.current_database());
END
`);
}
