import { get } from "node:http";
import type { Browser, Locator, Page } from "playwright-core";
import { compareTables, type ComparedTable } from "@typeorm-autogen/autogenerate";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { emptySchema, qualify, table, type Column, type Table } from "@typeorm-autogen/model";
import { firstSnapshot, PageServer, type WatchSnapshot } from "@typeorm-autogen/watch";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { buildPackages } from "../build-packages.js";
import { launchBrowser } from "../live/browser.js";

let browser: Browser;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  await buildPackages("packages/watch");
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serve(token?: string, port = 0): Promise<PageServer> {
  const server = await PageServer.open({ port, clean: (text) => text, ...(token && { token }) });
  opened.push(server);
  return server;
}

async function open(url: string, options: Parameters<Browser["newPage"]>[0] = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  opened.push(page);
  const asked: string[] = [];
  const told: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => told.push(message.text()));
  page.on("pageerror", (error) => told.push(error.message));
  await page.goto(url);
  return { page, asked, told };
}

function column(name: string, type = "integer"): Column {
  return { name, type: sqlite.types.parse(type), nullable: false };
}

function tableOf(name: string, columns: readonly Column[], ...refersTo: readonly string[]): Table {
  return table(qualify(name), {
    columns: [column("id"), ...columns, ...refersTo.map((other) => column(`${other}_id`))],
    primaryKey: { columns: ["id"] },
    foreignKeys: refersTo.map((other) => ({
      columns: [`${other}_id`],
      references: qualify(other),
      referencedColumns: ["id"],
    })),
  });
}

function snapshot(
  before: readonly Table[],
  after: readonly Table[],
  more: Partial<WatchSnapshot> = {},
): readonly [WatchSnapshot, readonly ComparedTable[]] {
  const [one, two] = [before, after].map((tables) => ({ ...emptySchema, tables }));
  const shown: WatchSnapshot = {
    ...firstSnapshot,
    state: "pending",
    database: { dialect: "sqlite", server: "SQLite 3", name: "shop.db" },
    ...more,
  };
  return [shown, compareTables(one ?? emptySchema, two ?? emptySchema, [], sqlite.types)];
}

const box = (page: Page, name: string): Locator => page.locator(`[data-name=${JSON.stringify(name)}]`);
const placeOf = (page: Page, name: string) => box(page, name).getAttribute("transform");

async function answerTo(url: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>> }>((resolve, reject) => {
    get(url, { headers, method }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      response.destroy();
    }).on("error", reject);
  });
}

test("answers on this machine, to this name, with the token, and to nothing else", async () => {
  const server = await serve();
  const other = await serve();
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
  expect(other.url.split("/")[3]).not.toBe(server.url.split("/")[3]);
  const { origin } = new URL(server.url);
  const status = async (...asked: Parameters<typeof answerTo>) => (await answerTo(...asked)).status;
  for (const path of [
    "/",
    "/events",
    "/favicon.ico",
    `/${"x".repeat(24)}/`,
    `/?token=${server.url.split("/")[3]}`,
  ])
    expect([path, await status(origin + path)]).toEqual([path, 403]);
  for (const host of ["evil.example", `evil.example:${new URL(server.url).port}`, "127.0.0.1", "127.0.0.1:1"])
    for (const path of ["", "events"])
      expect([host, await status(server.url + path, { host })]).toEqual([host, 403]);
  expect(await status(server.url, { host: `localhost:${new URL(server.url).port}` })).toBe(200);
  expect(await status(`${server.url}nothing`)).toBe(404);
  expect(await status(`${server.url}events/more`)).toBe(404);
  expect(await status(server.url, {}, "POST")).toBe(405);
  const { headers } = await answerTo(server.url);
  expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  const policy = String(headers["content-security-policy"]);
  expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-([\w+/=]{24})'; style-src 'nonce-\1';/);
  expect((await answerTo(server.url)).headers["content-security-policy"]).not.toBe(policy);
  expect(Object.keys(headers)).not.toContain("access-control-allow-origin");
});

test("a port that is taken is refused by name", async () => {
  const { port } = new URL((await serve()).url);
  await expect(serve(undefined, Number(port))).rejects.toMatchObject({
    code: "page",
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

const marks = `<img src=x onerror="document.title='broken'"></script><script>document.title='broken'</script>`;
const hostile = `${marks}"]\u202e${"x".repeat(10_000)}`;

test("shows hostile text as text, wherever it stands, and asks for nothing but itself", async () => {
  const before = [tableOf("users", [])];
  const after = [
    tableOf("users", [column(hostile)]),
    tableOf(hostile, [], "users"),
    tableOf("__proto__", []),
  ];
  const shown = snapshot(before, after, {
    state: "questions",
    database: { dialect: hostile, server: hostile, name: hostile },
    heads: [hostile],
    warnings: [hostile],
    sql: [hostile],
    problems: [{ code: "x", message: hostile, file: hostile, line: 3 }],
    questions: [
      { kind: "rename", object: "column", from: hostile, to: hostile, score: 1, answers: [hostile] },
    ],
    tables: [
      {
        table: hostile,
        operations: [{ sign: "+", words: hostile, destructive: true }],
        hazards: [
          {
            rule: "drop-column",
            level: "error",
            object: hostile,
            message: hostile,
            operation: 0,
            safe: hostile,
          },
        ],
        sql: [hostile],
      },
    ],
  });
  const server = await PageServer.open({ port: 0, clean: (text) => text.replaceAll("\u202e", "\\u{202e}") });
  opened.push(server);
  server.show(...shown);
  const { page, asked, told } = await open(server.url);
  await page.locator(".box").first().waitFor();
  for (const tab of ["Tables", "SQL", "Changes"]) await page.getByRole("tab", { name: tab }).click();
  await page.locator("#changes h2 button").click();
  await page.locator("#detail .row.added").first().waitFor();
  expect(await page.locator("#detail h2").textContent()).toContain(marks);
  expect(await page.title()).not.toBe("broken");
  expect(await page.locator("img, iframe, body script:not([nonce])").count()).toBe(0);
  expect(await page.locator("script").count()).toBe(1);
  expect(await page.content()).not.toContain("\u202e");
  expect(told).toEqual([]);
  expect(asked).toEqual([server.url, `${server.url}events`]);
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 800 },
  ]) {
    await page.setViewportSize(viewport);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
  }
});

/** Tables that refer to earlier ones: many to a few, some to none. */
function many(count: number): Table[] {
  return Array.from({ length: count }, (_, i) =>
    tableOf(
      `t${i}`,
      Array.from({ length: 4 + (i % 9) }, (_, k) => column(`value${k}`, "varchar(80)")),
      ...(i % 5 === 0 ? [] : [`t${i % 7}`, `t${Math.floor(i / 2)}`].filter((name) => name !== `t${i}`)),
    ),
  );
}

test("500 tables: all are there, none covers another, and what can be read is drawn", async () => {
  const before = many(500);
  const grown = before.with(
    250,
    tableOf("t250", [column("extra"), ...(before[250]?.columns.slice(1) ?? [])]),
  );
  const server = await serve();
  server.show(...snapshot(before, before, { state: "in-sync" }));
  const { page, told } = await open(server.url);
  await page.locator(".box").first().waitFor();
  expect(await page.locator(".box").count()).toBe(500);
  expect(await page.evaluate("document.querySelectorAll('#diagram *').length")).toBeLessThan(5000);
  expect(await overlaps(page)).toEqual([]);
  const places = await allPlaces(page);
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.evaluate("document.getElementById('tables').scrollTop = 4000");

  server.show(...snapshot(before, [...grown, tableOf("fresh", [], "t250")]));
  await box(page, "fresh").waitFor();
  expect(await overlaps(page)).toEqual([]);
  expect(await page.evaluate("document.getElementById('tables').scrollTop")).toBe(4000);
  const after = await allPlaces(page);
  const columnsOf = (all: typeof places) =>
    places.map(({ name }) => [name, all.find((one) => one.name === name)?.x]);
  expect(columnsOf(after)).toEqual(columnsOf(places));

  await page.locator("#only").check();
  await expect.poll(() => page.locator(".box").count()).toBeLessThan(6);
  expect(await box(page, "t250").locator("text").allTextContents()).toContain("extra");
  await page.locator("#only").uncheck();
  await page.locator("#search").fill("t499");
  await page.keyboard.press("Enter");
  await expect.poll(() => box(page, "t499").locator("text").allTextContents()).toContain("value0");
  expect(await page.locator(".box").count()).toBeLessThan(60);
  expect(await page.locator("#detail h2").textContent()).toBe("t499");
  expect(told).toEqual([]);
});

interface Place {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function allPlaces(page: Page): Promise<readonly Place[]> {
  return page.evaluate<readonly Place[]>(`[...document.querySelectorAll(".box")].map((box) => {
    const [x, y] = box.getAttribute("transform").match(/[-\\d.]+/g).map(Number);
    const frame = box.querySelector(".frame");
    const [width, height] = ["width", "height"].map((name) => Number(frame.getAttribute(name)));
    return { name: box.dataset.name, x, y, width, height };
  })`);
}

async function overlaps(page: Page): Promise<readonly (readonly [string, string])[]> {
  const places = await allPlaces(page);
  return places.flatMap((a, i) =>
    places
      .slice(i + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => [a.name, b.name] as const),
  );
}

const background = (page: Page) => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");

test("keyboard, mouse, dark, narrow and print", async () => {
  const before = [tableOf("users", [column("name")]), tableOf("posts", [], "users"), tableOf("old", [])];
  const after = [tableOf("users", [column("phone")]), tableOf("posts", [], "users"), tableOf("tags", [])];
  const server = await serve();
  server.show(...snapshot(before, after));
  const { page } = await open(server.url, { colorScheme: "light" });
  const view = () => page.locator("#diagram > g").getAttribute("transform");
  await box(page, "users").waitFor();
  expect(await box(page, "users").locator(".glyph").allTextContents()).toEqual(["~", "+", "−"]);
  expect(await box(page, "tags").locator(".glyph").first().textContent()).toBe("+");
  expect(await box(page, "old").getAttribute("class")).toContain("is-removed");
  expect(await box(page, "posts").locator(".glyph").allTextContents()).toEqual([""]);
  expect(await page.locator(".edge").count()).toBe(1);

  const fitted = await view();
  await page.locator("#diagram").focus();
  for (const key of ["ArrowLeft", "ArrowUp", "+", "-", "0"]) {
    const last = await view();
    await page.keyboard.press(key);
    await expect.poll(view).not.toBe(last);
  }
  expect(await view()).toBe(fitted);
  for (const name of ["users", "tags", "old", "users"]) {
    await page.keyboard.press("n");
    await expect.poll(() => page.locator("#detail h2").textContent()).toBe(name);
    expect(await box(page, name).getAttribute("class")).toContain("selected");
  }
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.locator("#tables").getByText("posts").click();
  await page.locator("#diagram").focus();
  for (const name of ["users", "old", "tags"]) {
    await page.keyboard.press("p");
    await expect.poll(() => page.locator("#detail h2").textContent()).toBe(name);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Changes" }).click();
  expect(await page.locator("#changes").isVisible()).toBe(true);
  await page.getByRole("tab", { name: "Changes" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.locator("#detail h2").textContent()).toBe("old");
  expect(await page.evaluate("document.activeElement.id")).toBe("detail");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.textContent")).toContain("old");

  await box(page, "posts").click();
  expect(await page.locator("#detail h2").textContent()).toBe("posts");
  const still = await view();
  await page.mouse.wheel(0, -300);
  await expect.poll(view).not.toBe(still);
  const zoomed = await view();
  await page.mouse.move(200, 700);
  await page.mouse.down();
  await page.mouse.move(260, 640, { steps: 4 });
  await page.mouse.up();
  await expect.poll(view).not.toBe(zoomed);
  expect(await page.locator("#detail h2").textContent()).toBe("posts");

  const dark = await open(server.url, {
    colorScheme: "dark",
    hasTouch: true,
    viewport: { width: 390, height: 800 },
  });
  await box(dark.page, "users").waitFor();
  const scale = () => dark.page.locator("#scale").textContent();
  const fittedScale = await scale();
  await pinch(dark.page);
  await expect.poll(scale).not.toBe(fittedScale);
  expect(Number.parseInt((await scale()) ?? "", 10)).toBeGreaterThan(Number.parseInt(fittedScale ?? "", 10));
  expect(await background(page)).toBe("rgb(255, 255, 255)");
  expect(await background(dark.page)).toBe("rgb(15, 19, 24)");
  expect(await dark.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".tools").isVisible()).toBe(false);
  expect(await page.locator("#sql").isVisible()).toBe(true);
  expect((await page.pdf()).subarray(0, 4).toString()).toBe("%PDF");
});

/** Two fingers on the diagram, moving apart. */
async function pinch(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const fingers = (apart: number) => [
    { x: 200 - apart, y: 400, id: 0 },
    { x: 200 + apart, y: 400, id: 1 },
  ];
  await devTools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: fingers(30) });
  for (const apart of [50, 70, 90])
    await devTools.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: fingers(apart) });
  await devTools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("comes back by itself, and says when watch has gone", async () => {
  const server = await serve("a-token");
  server.show(...snapshot([], [tableOf("one", [])]));
  const { page } = await open(server.url);
  await box(page, "one").waitFor();
  await expect.poll(() => page.locator("#link").textContent()).toBe("live");
  await server.close();
  await expect.poll(() => page.locator("#link").textContent()).toBe("ended");
  expect(await page.locator("#alerts").textContent()).toContain("autogen watch has ended");
  const again = await serve("a-token", Number(new URL(server.url).port));
  again.show(...snapshot([], [tableOf("one", []), tableOf("two", [])]));
  await expect.poll(() => box(page, "two").count(), { timeout: 20_000 }).toBe(1);
  expect(await page.locator("#link").textContent()).toBe("live");
  expect(await page.locator("#alerts").textContent()).toBe("");
  expect(await placeOf(page, "one")).not.toBeNull();
});
