import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { autogen, buildCommandLine, root, writeProject } from "./project.js";

beforeAll(buildCommandLine);

const readme = readFileSync(join(root, "README.md"), "utf8");

/** The first column of the table that has this header, without the backquotes. */
function firstColumn(header: string): readonly string[] {
  const lines = readme.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header} `));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => /`([^`\s]+)/.exec(line)?.[1] ?? line);
}

test("the table of configuration keys is the configuration's", async () => {
  const dir = writeProject({ "autogen.config.json": `{ "nonsense": 1 }` });
  const { stderr } = await autogen(dir, ["diff"]);
  const known = /known are (.*)\n/.exec(stderr)?.[1]?.split(", ") ?? [];
  expect(known.length).toBeGreaterThan(10);
  expect(firstColumn("key")).toEqual(known);
});

test("the table of commands is the command line's", async () => {
  const { stdout } = await autogen(writeProject({}), ["--help"]);
  const commands = Array.from(stdout.matchAll(/^ {2}autogen (\S+)/gm), ([, name]) => name);
  expect(firstColumn("command")).toEqual(commands);
});

test("the commands that are not there yet are those that are refused", () => {
  const list = /^- the commands ([^;]*);/ms.exec(readme)?.[1] ?? "";
  const named = Array.from(list.matchAll(/`([a-z-]+)`/g), ([, name]) => name);
  const source = readFileSync(join(root, "packages/cli/src/main.ts"), "utf8");
  const refused = /laterCommands: readonly string\[\] = \[([^\]]*)\]/.exec(source)?.[1] ?? "";
  expect(named).toEqual(Array.from(refused.matchAll(/"([a-z-]+)"/g), ([, name]) => name));
});

test("npm has the two commands", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [, name] of readme.matchAll(/^npm run (\S+)/gm)) expect(scripts).toHaveProperty([name!]);
});
