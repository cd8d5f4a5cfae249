import { formatWithProject, ScriptFormatError } from "@typeorm-autogen/render";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const text = 'op.createTable("users", (t) => {\n  t.column("id", "integer");\n});\n';
const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "autogen-format-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function format(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = project(files);
  return formatWithProject(text, join(folder, "revision.ts"), folder);
}

const single = { singleQuote: true };

test.each([
  ["a file of its own", { ".prettierrc": JSON.stringify(single) }],
  ["a key of package.json", { "package.json": JSON.stringify({ prettier: single }) }],
  ["a module", { "prettier.config.mjs": `export default ${JSON.stringify(single)};` }],
])("follows a configuration in %s", async (_, files) => {
  expect(await format(files)).toBe(text.replaceAll('"', "'"));
});

test.each([
  ["no configuration", {}],
  ["a package.json that does not mention Prettier", { "package.json": "{}" }],
  ["an .editorconfig in a project without Prettier", { ".editorconfig": "[*]\nindent_style = tab\n" }],
  [
    "a file that Prettier ignores",
    { ".prettierrc": JSON.stringify(single), ".prettierignore": "revision.ts" },
  ],
])("leaves the text alone for %s", async (_, files) => {
  expect(await format(files)).toBe(text);
});

test("says which file could not be formatted, and why", async () => {
  const failed = format({ ".prettierrc": '{ "plugins": ["prettier-plugin-missing"] }' });
  await expect(failed).rejects.toThrow(ScriptFormatError);
  await expect(failed).rejects.toThrow(/revision\.ts: .*prettier-plugin-missing/s);
});
