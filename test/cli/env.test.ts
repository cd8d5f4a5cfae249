import { beforeAll, expect, test } from "vitest";
import { targets } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  filesIn,
  freshTarget,
  script,
  users,
  writeProject,
} from "./project.js";
import { query } from "./query.js";

beforeAll(buildCommandLine);

const home = { options: { type: "better-sqlite3", database: "app.db" } } as const;

function project(env: string, config = `{ env: "env.js" }`): string {
  return writeProject({
    "data-source.js": dataSourceFile(home, [users()]),
    "autogen.config.js": `module.exports = ${config};`,
    "env.js": env,
    "revisions/1-a1.mjs": script("a1", null, `op.execute("CREATE TABLE t (n integer)");`),
    "revisions/2-b2.mjs": script("b2", "a1", `op.execute("INSERT INTO t VALUES (1)");`),
  });
}

test.each(targets.filter(({ name }) => name === "postgres" || name === "better-sqlite3"))(
  "an env file chooses databases, targets and filters, and runs as often as it likes: $name",
  async (target) => {
    const [first, second] = [await freshTarget(target), await freshTarget(target)];
    const dir = project(`exports.default = undefined;
      module.exports = async ({ command, options, x, environment, database, config, run }) => {
        if (command === "check") return run({ config: { includeName: ({ name }) => name !== "t" && name !== "users" } });
        if (command !== "upgrade") return run();
        const url = { first: ${JSON.stringify(first.url)}, second: ${JSON.stringify(second.url)} };
        await run({ config: { url: url[x.at] }, options: { target: "a1" } });
        await run({ config: { url: url.second, onApply: ({ query }) => query("INSERT INTO t VALUES (7)") } });
      };`);
    const ran = await autogen(dir, ["upgrade", "-x", "at=first", "--json"]);
    expect(ran).toMatchObject({
      status: 0,
      json: { format: 1, runs: [{ heads: ["a1"] }, { heads: ["b2"] }] },
    });
    expect(await query(first, "SELECT n FROM t")).toEqual([]);
    expect(await query(second, "SELECT n FROM t ORDER BY n")).toEqual([{ n: 1 }, { n: 7 }, { n: 7 }]);
    const check = await autogen(dir, ["check", "--json"]);
    expect(check).toMatchObject({ status: 1, json: { operations: [], turn: "pending" } });
  },
);

test("what is no env, throws, or gives no status is refused, and nothing changes", async () => {
  const cases: readonly (readonly [
    env: string,
    config: string | undefined,
    code: string,
    message: RegExp,
  ])[] = [
    ["exports.n = 1;", undefined, "env", /env\.js: exports no function; export default defineEnv/],
    ["module.exports = () => 7;", undefined, "env", /env\.js: gave 7; return an exit status/],
    ["module.exports = () => { throw new Error('closed'); };", undefined, "file-threw", /closed/],
    ["", `{ env: "gone.js" }`, "file-not-found", /gone\.js does not exist/],
    ["", `{ env: 7 }`, "config", /env is not what it takes; give it a file or a function/],
  ];
  for (const [env, config, code, message] of cases) {
    const dir = project(env, config);
    const before = filesIn(dir);
    const told = await autogen(dir, ["upgrade", "--json"]);
    expect(told).toMatchObject({ status: 2, json: { error: { code } } });
    expect(told.json.error.message).toMatch(message);
    expect(filesIn(dir)).toEqual(before);
  }
});
