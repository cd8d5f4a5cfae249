import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { emptySchema, qualify } from "@typeorm-autogen/model";
import { evolve, record } from "@typeorm-autogen/ops";
import { formatHtml, reviewRevision, setFindings } from "@typeorm-autogen/review";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../live/browser.js";
import { newTestFolder } from "../live/test-folder.js";

const hostile = `<img src=x onerror="document.title='broken'"></details>\u202e`;
let browser: Browser;
let file: string;

beforeAll(async () => {
  browser = await launchBrowser();
  file = join(newTestFolder(), "review.html");
  writeFileSync(file, await page());
});
afterAll(() => browser?.close());

/** A page of two tables that change, with hazards of every level and hostile names. */
async function page(): Promise<string> {
  const facts = { ...postgres.defaultFacts, version: "15.4" };
  const language = scriptLanguage(postgres, facts);
  const before = await record((op) => {
    op.createTable("users", (t) => {
      t.column("id", "bigint");
      t.column("name", "varchar(40)");
      t.primaryKey("PK_users", ["id"]);
    });
  }, language);
  const upgrade = await record((op) => {
    op.createTable(hostile, (t) => {
      t.column("id", "bigint");
      t.column("user_id", "bigint");
      t.primaryKey("PK", ["id"]);
      t.foreignKey("FK", ["user_id"], "users", ["id"]);
    });
    op.alterTable("users", (t) => {
      t.dropColumn("name", "varchar(40)");
      t.addColumn("data", "json", { nullable: true });
    });
  }, language);
  const source = "// autogen-accept missing-fk-index: users are never deleted\n";
  const { reviewed } = reviewRevision(
    {
      revision: "3f9c",
      message: hostile,
      file: "a.ts",
      downRevisions: [],
      source,
      upgrade,
      downgrade: [],
      proof: null,
    },
    {
      dialect: postgres,
      context: { facts, metadataTable: qualify("typeorm_metadata") },
      state: evolve(emptySchema, before),
      newTables: [],
      policy: {},
    },
  );
  const findings = setFindings([reviewed], ["3f9c"], { edited: [], deleted: [], onBase: [] }, true);
  return formatHtml({ server: "PostgreSQL 15", base: "main", revisions: [reviewed], findings, inSync: true });
}

async function open(
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<{ page: Page; asked: string[]; told: string[] }> {
  const page = await browser.newPage(options);
  const asked: string[] = [];
  const told: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => told.push(message.text()));
  page.on("pageerror", (error) => told.push(error.message));
  await page.goto(`file://${file}`);
  return { page, asked, told };
}

const background = (page: Page) => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");

test("asks for nothing, runs nothing of what it shows, and draws the tables", async () => {
  const { page, asked, told } = await open();
  expect(asked).toEqual([`file://${file}`]);
  expect(told).toEqual([]);
  expect(await page.title()).toMatch(/^Schema review: /);
  expect(await page.locator("img, script, iframe").count()).toBe(0);
  expect(await page.locator("svg.diagram g.box").count()).toBe(2);
  expect(await page.locator("svg.diagram g.added title").textContent()).toContain("<img src=x");
  expect(await page.locator(".diff .removed").first().textContent()).toContain("name  varchar(40)");
  await page.close();
});

test("filters by level from the keyboard", async () => {
  const { page } = await open();
  const shown = (kind: string) => page.locator(`.is-${kind}:visible`).count();
  for (const kind of ["error", "warning", "info", "accepted"])
    expect([kind, await shown(kind)]).toEqual([kind, expect.any(Number)]);
  expect(await shown("error")).toBe(1);
  expect(await shown("accepted")).toBe(1);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.id")).toBe("show-error");
  await page.keyboard.press("Space");
  expect(await shown("error")).toBe(0);
  expect(await shown("accepted")).toBe(1);
  await page.getByText("accepted", { exact: true }).first().click();
  expect(await shown("accepted")).toBe(0);
  await page.close();
});

test("is dark for who reads in the dark, fits a narrow window, and prints what is folded", async () => {
  const light = await open({ colorScheme: "light" });
  const dark = await open({ colorScheme: "dark", viewport: { width: 390, height: 800 } });
  expect(await background(light.page)).toBe("rgb(255, 255, 255)");
  expect(await background(dark.page)).toBe("rgb(13, 17, 23)");
  expect(await dark.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await light.page.emulateMedia({ media: "print" });
  expect(await light.page.locator(".filters").isVisible()).toBe(false);
  expect((await light.page.pdf()).subarray(0, 4).toString()).toBe("%PDF");
  await Promise.all([light.page.close(), dark.page.close()]);
});
