import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FreshDatabase } from "./fresh-database.js";
import { queryDatabase } from "./query-database.js";

/** A tablespace in a new folder of the server's own user; throws where the server cannot make one there. */
export async function makeTablespace(
  fresh: FreshDatabase,
): Promise<{ readonly name: string; drop(): Promise<void> }> {
  const name = `Autogen "space" ${randomBytes(4).toString("hex")}`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "autogen-space-")));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [row] = await queryDatabase(fresh, "SHOW data_directory");
    const { uid, gid } = statSync(String(row?.["data_directory"]));
    chownSync(folder, uid, gid);
    await queryDatabase(fresh, `CREATE TABLESPACE ${quoted} LOCATION '${folder}'`);
  } catch (cause) {
    remove();
    throw new Error(
      "No tablespace can be made: test where the server runs, as root or as its user, or set AUTOGEN_TEST_WITHOUT=tablespaces.",
      {
        cause,
      },
    );
  }
  return {
    name,
    drop: async () => {
      await queryDatabase(fresh, `DROP TABLESPACE ${quoted}`);
      remove();
    },
  };
}
