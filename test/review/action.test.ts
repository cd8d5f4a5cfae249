import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  afterwards,
  bin,
  buildCommandLine,
  cleanEnvironment,
  dataSourceFile,
  emptyFolder,
  root,
  script,
  users,
  writeFiles,
  writeProject,
} from "../cli/project.js";

beforeAll(buildCommandLine);

const here = { options: { type: "better-sqlite3", database: "app.sqlite" } } as const;
const head = "b".repeat(40);

/** Runs the action's script as GitHub's runner does: inputs and event in the environment, nothing installed. */
async function action(dir: string, event: object, env: Readonly<Record<string, string>>) {
  const events = join(dir, "event.json");
  writeFileSync(events, JSON.stringify(event));
  const summary = join(dir, "summary.md");
  writeFileSync(summary, "");
  const given = { ...cleanEnvironment(), GITHUB_EVENT_PATH: events, GITHUB_STEP_SUMMARY: summary, ...env };
  const run = [join(root, "action/run.mjs")];
  const { status, stdout } = await new Promise<{ status: unknown; stdout: string }>((resolve) => {
    execFile(process.execPath, run, { cwd: dir, env: given }, (error, stdout) =>
      resolve({ status: error ? error.code : 0, stdout }),
    );
  });
  return { status, stdout, summary: readFileSync(summary, "utf8") };
}

describe("the action, mode review", () => {
  test("annotates lines, writes the job's summary and the report, and fails on an error", async () => {
    const dir = writeProject({
      ".gitignore": "node_modules\n",
      "data-source.js": dataSourceFile(here, [users()]),
      "revisions/package.json": '{ "type": "module" }',
      "revisions/a.js": script("aaaa", null, `op.createTable("users", (t) => t.column("name", "text"));`),
    });
    mkdirSync(join(dir, "node_modules/.bin"));
    writeFileSync(
      join(dir, "node_modules/.bin/autogen"),
      `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const git = (...words: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...words], {
        cwd: dir,
        encoding: "utf8",
      });
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-qm", "first");
    const base = git("rev-parse", "HEAD").trim();
    writeFiles(dir, {
      "revisions/b.js": script(
        "bbbb",
        "aaaa",
        `op.alterTable("users", (t) => t.dropColumn("name", "text"));`,
      ),
    });
    git("add", "-A");
    git("commit", "-qm", "second");
    const told = await action(dir, { pull_request: { number: 7, base: { sha: base } } }, {});
    expect(told.status).toBe(1);
    expect(told.stdout).toMatch(/^::error file=revisions\/b\.js,line=6,title=drop-column::users\.name: /m);
    expect(told.summary).toMatch(/^<!-- autogen-review -->\n### Schema review: .*error/);
    const report = JSON.parse(readFileSync(join(dir, "autogen-review.json"), "utf8"));
    expect(report).toEqual({ number: 7, text: told.summary });
    const lenient = await action(
      dir,
      { pull_request: { number: 7, base: { sha: base } } },
      { AUTOGEN_FAIL_ON: "never" },
    );
    expect(lenient.status).toBe(0);
    const checked = await action(
      dir,
      { pull_request: { number: 7, base: { sha: base } } },
      { AUTOGEN_FAIL_ON: "never", AUTOGEN_CHECK: "true" },
    );
    expect(checked.status).toBe(1);
    expect(checked.stdout).toMatch(/^::error title=autogen check::.*upgrade/m);
    expect(checked.summary).toMatch(/The database differs from the entities\.\n$/);
  });

  test("without a base, it says which input is missing", async () => {
    const told = await action(emptyFolder(), {}, {});
    expect(told).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^::error .*give the input base/),
    });
  });
});

/** GitHub's API as far as the action asks it; keeps what was asked. */
async function github(answers: Readonly<Record<string, unknown>>) {
  const asked: {
    readonly call: string;
    readonly body: string;
    readonly authorization: string | undefined;
  }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const call = `${request.method} ${request.url}`;
      asked.push({ call, body, authorization: request.headers.authorization });
      response.statusCode = call in answers ? 200 : 404;
      response.end(JSON.stringify(answers[call] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterwards(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

describe("the action, mode comment", () => {
  const report = { number: 666, text: "<!-- autogen-review -->\nfine\n" };
  const comments = "GET /repos/o/r/issues/7/comments?per_page=100&page=1";
  const run = async (event: object, answers: Readonly<Record<string, unknown>>, given = report) => {
    const api = await github(answers);
    const dir = emptyFolder();
    writeFiles(dir, { "autogen-review.json": JSON.stringify(given) });
    const env = {
      AUTOGEN_MODE: "comment",
      AUTOGEN_TOKEN: "secret-token",
      GITHUB_REPOSITORY: "o/r",
      GITHUB_API_URL: api.url,
    };
    return { told: await action(dir, event, env), asked: api.asked };
  };
  const event = { workflow_run: { head_sha: head, head_branch: "feature", pull_requests: [{ number: 7 }] } };

  test("writes the first comment on the pull request that the event names, not the one that the report claims", async () => {
    const { told, asked } = await run(event, { [comments]: [], "POST /repos/o/r/issues/7/comments": {} });
    expect(told.status).toBe(0);
    expect(asked.map(({ call }) => call)).toEqual([comments, "POST /repos/o/r/issues/7/comments"]);
    expect(JSON.parse(asked[1]?.body ?? "")).toEqual({ body: report.text });
    expect(asked[0]?.authorization).toBe("Bearer secret-token");
  });

  test("renews its own comment, and nobody else's that looks like it", async () => {
    const list = [
      { id: 1, body: "<!-- autogen-review --> mine", user: { type: "User" } },
      { id: 2, body: "<!-- autogen-review -->\nold", user: { type: "Bot" } },
    ];
    const { asked } = await run(event, { [comments]: list, "PATCH /repos/o/r/issues/comments/2": {} });
    expect(asked.at(-1)?.call).toBe("PATCH /repos/o/r/issues/comments/2");
  });

  test("finds the pull request of a fork by its head", async () => {
    const fork = {
      workflow_run: {
        head_sha: head,
        head_branch: "x",
        pull_requests: [],
        head_repository: { owner: { login: "f" } },
      },
    };
    const pulls = "GET /repos/o/r/pulls?state=open&per_page=100&head=f%3Ax";
    const answers = {
      [pulls]: [{ number: 7, head: { sha: head } }],
      [comments]: [],
      "POST /repos/o/r/issues/7/comments": {},
    };
    expect((await run(fork, answers)).told.status).toBe(0);
  });

  test("a token that may not write is named as the cause, and never shown", async () => {
    const { told } = await run(event, { [comments]: [] });
    expect(told.status).toBe(2);
    expect(told.stdout).toMatch(/answers 404: does the token have pull-requests: write\?/);
    expect(told.stdout).not.toContain("secret-token");
  });

  test("a report that is none is not put anywhere", async () => {
    const { told, asked } = await run(event, { [comments]: [] }, { number: 1, text: "x".repeat(70_000) });
    expect(told.status).toBe(2);
    expect(asked).toEqual([]);
  });
});
