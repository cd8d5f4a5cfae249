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

test("npm has the two commands", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [, name] of readme.matchAll(/^npm run (\S+)/gm)) expect(scripts).toHaveProperty([name!]);
});
