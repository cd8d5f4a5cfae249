import { openScratch } from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { targets } from "../live/targets.js";
import { connectionOf, freshTarget } from "./project.js";

const longAgo = (Date.now() - 3_600_000).toString(36);

describe.each(targets.filter(({ server }) => server))("on $name", (target) => {
  test("a scratch database goes when it is closed, and what killed runs left goes with the next one", async () => {
    const dialect = dialectOf(target);
    const fresh = await freshTarget(target);
    const server = await dialect.scratch.server?.({
      ...connectionOf(target, fresh),
      projectDir: import.meta.dirname,
      readOnly: false,
    });
    if (!server) throw new Error("There is no server.");
    const ending = fresh.database.slice(-8);
    const [left, used, foreign] = [
      `autogen_scratch_${longAgo}_${ending}`,
      `autogen_scratch_${longAgo}_${[...ending].toReversed().join("")}`,
      `autogen_scratch_mine_${fresh.database}`,
    ] as const;
    const names = () => server.idle("autogen_scratch_");
    try {
      await server.create(left);
      await server.create(foreign);
      const inUse = await dialect.connect(await server.create(used));
      const scratch = await openScratch(dialect, server);
      await scratch.connection.execute("CREATE TABLE t (id integer)");
      await scratch.close();
      await inUse.query("SELECT 1");
      await inUse.close();
      const now = await names();
      expect(now).not.toContain(left);
      expect(now).toContain(foreign);
      const own = scratch.target.url ?? "";
      expect(now.filter((name) => own.includes(name))).toEqual([]);
    } finally {
      for (const name of [left, used, foreign]) await server.drop(name);
      await server.close();
    }
  });
});
