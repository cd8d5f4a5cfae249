import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  afterwards,
  autogen,
  bin,
  buildCommandLine,
  cleanEnvironment,
  writeProject,
} from "../cli/project.js";
import { launchBrowser } from "../live/browser.js";

let browser: Browser;
beforeAll(async () => {
  await buildCommandLine();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const userFile = (...columns: readonly string[]) =>
  [
    `const { EntitySchema } = require("typeorm");`,
    `exports.user = new EntitySchema({`,
    `  name: "user",`,
    `  tableName: "users",`,
    `  columns: {`,
    `    id: { type: "integer", primary: true },`,
    ...columns.map((column) => `    ${column},`),
    `  },`,
    `});`,
    "",
  ].join("\n");
const name = `name: { type: "varchar", length: 80 }`;
const phone = `phone: { type: "varchar", length: 20, nullable: true }`;

const dataSource = `
const { DataSource, EntitySchema } = require("typeorm");
const { user } = require("./user.js");
const post = new EntitySchema({
  name: "post",
  columns: { id: { type: "integer", primary: true }, title: { type: "text" } },
  relations: { author: { type: "many-to-one", target: "user", joinColumn: { name: "author_id" } } },
});
exports.dataSource = new DataSource({ type: "better-sqlite3", database: "shop.db", entities: [user, post] });
`;

async function follow(dir: string): Promise<{ readonly watch: ChildProcess; readonly url: string }> {
  const watch = spawn(process.execPath, [bin, "watch", "--ui"], { cwd: dir, env: cleanEnvironment() });
  afterwards(() => watch.kill("SIGKILL"));
  const url = await new Promise<string>((resolve, reject) => {
    let told = "";
    watch.stderr?.on("data", (text: Buffer) => {
      told += text.toString();
      const [found] = /http:\S+/.exec(told) ?? [];
      if (found) resolve(found);
    });
    watch.on("exit", () => reject(new Error(told)));
  });
  return { watch, url };
}

const state = (page: Page) => page.locator("#state").textContent();
const rowsOf = (page: Page) => page.locator('[data-name="users"] text').allTextContents();

test("a save shows on the page, which keeps what is looked at; mistakes, questions and the end are told", async () => {
  const dir = writeProject({ "data-source.js": dataSource, "user.js": userFile(name) });
  new Database(join(dir, "shop.db"))
    .exec(
      `CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "name" varchar(80) NOT NULL);
       CREATE TABLE "post" ("id" integer PRIMARY KEY NOT NULL, "title" text NOT NULL, "author_id" integer,
         CONSTRAINT "FK_2f1a9ca8908fc8168bc18437f62" FOREIGN KEY ("author_id") REFERENCES "users" ("id"));`,
    )
    .close();
  const { watch, url } = await follow(dir);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  afterwards(() => page.close());
  const save = (text: string) => writeFileSync(join(dir, "user.js"), text);
  const poll = { timeout: 30_000 };
  await page.goto(url);
  await expect.poll(() => state(page), poll).toBe("✓ in sync");
  expect(await page.locator("#database").textContent()).toContain("shop.db");
  expect(await page.locator(".box").count()).toBe(2);
  expect(await page.locator(".edge").count()).toBe(1);

  await page.locator('[data-name="users"]').click();
  await page.locator("#diagram").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("+");
  const looking = () => page.locator("#diagram > g").getAttribute("transform");
  await expect.poll(looking).not.toContain("scale(1)");
  const looked = await looking();

  save(userFile(name, phone));
  await expect.poll(() => state(page), poll).toBe("1 change");
  expect(await rowsOf(page)).toEqual([
    "~",
    "users",
    "id",
    "integer",
    "name",
    "varchar(80)",
    "+",
    "phone",
    "varchar(20)",
  ]);
  expect(await page.locator("#detail .row.added").textContent()).toMatch(/^\+phone\s+varchar\(20\)/);
  expect(await page.locator("#detail .op.added").textContent()).toContain("phone");
  expect(await looking()).toBe(looked);
  expect(await page.locator('[data-name="users"]').getAttribute("class")).toContain("selected");
  await page.getByRole("tab", { name: "SQL" }).click();
  expect(await page.locator("#sql pre").textContent()).toMatch(
    /ALTER TABLE "users" ADD.* "phone" varchar\(20\)/,
  );

  save(userFile(name, `phone: {`));
  await expect.poll(() => state(page), poll).toBe("cannot compare");
  expect(await page.locator("#alerts .alert-error").textContent()).toMatch(/^user\.js:\d+/);
  expect(await rowsOf(page)).toContain("phone");

  save(userFile(`full_name: { type: "varchar", length: 80 }`));
  await expect.poll(() => state(page), poll).toMatch(/^1 question, /);
  expect(await page.locator("#alerts").textContent()).toBe("");
  await page.getByRole("tab", { name: "Changes" }).click();
  expect(await page.locator("#changes .question").textContent()).toContain(
    "--rename column:users.name=full_name",
  );
  expect(await page.locator("#changes .badge").first().textContent()).toBe("loses data");

  save(userFile(name));
  await expect.poll(() => state(page), poll).toBe("✓ in sync");
  expect(await looking()).toBe(looked);
  expect(readFileSync(join(dir, "user.js"), "utf8")).toBe(userFile(name));

  watch.kill("SIGTERM");
  await expect.poll(() => page.locator("#link").textContent(), poll).toBe("ended");
});

test("a port that cannot be one, or is taken, ends it with one line", async () => {
  const dir = writeProject({ "data-source.js": dataSource, "user.js": userFile(name) });
  const wrong = await autogen(dir, ["watch", "--ui", "http"]);
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("--ui takes a port")]);
  const { url } = await follow(dir);
  const taken = await autogen(dir, ["watch", "--ui", new URL(url).port]);
  expect([taken.status, taken.stderr.trim().split("\n")]).toEqual([
    2,
    [expect.stringContaining("cannot be served")],
  ]);
});
