import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { id, openProject, type Entity } from "./told-project.js";

const article = (parser: string): Entity => ({
  name: "article",
  columns: { id, text: { type: "text" } },
  indices: [{ name: "IDX_text", columns: ["text"], fulltext: true, parser }],
});

describe.each(mysqlTargets)("what the server cannot do on $name", (target) => {
  test("revision says so by name, and writes nothing", async () => {
    const project = await openProject(target);
    project.declare([article("nowhere")]);
    await expect(project.write()).rejects.toMatchObject({
      code: "server-would-refuse",
      message: expect.stringContaining(
        "index IDX_text of article: MySQL has no full-text parser nowhere; leave the parser out".replace(
          "MySQL",
          target.name === "mariadb" ? "MariaDB" : "MySQL",
        ),
      ),
    });
    project.declare([article("ngram")]);
    const written = project.write();
    if (target.name === "mariadb")
      await expect(written).rejects.toMatchObject({ code: "server-would-refuse" });
    else await project.up((await written).revision ?? "");
  });

  test("a name that is too long is told before a script is written", async () => {
    const project = await openProject(target);
    const long = "n".repeat(65);
    project.declare([{ name: "thing", columns: { id, [long]: { type: "int" } } }]);
    await expect(project.write()).rejects.toThrow(`the name "${long}" has 65 letters`);
    expect(existsSync(join(project.dir, "revisions"))).toBe(false);
  });

  test("upgrade says so before its first statement", async () => {
    const project = await openProject(target);
    project.declare([{ name: "first", columns: { id } }]);
    const path = String((await project.write()).path);
    const bad = `op.createTable("second", (t) => t.column("a", "int", { autoincrement: true }));`;
    const script = readFileSync(path, "utf8").replace(/upgrade\b[^{}]*\{/, (start) => start + bad);
    writeFileSync(path, script);
    await expect(project.up()).rejects.toMatchObject({
      code: "server-would-refuse",
      message: expect.stringMatching(
        /second\.a: a column that numbers itself has to lead a key \(revision \w+\)/,
      ),
    });
    expect(await project.sql("SHOW TABLES")).toEqual([]);
  });
});
