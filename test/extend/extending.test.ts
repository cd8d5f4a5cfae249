import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  defineComparator,
  definePlugin,
  Rewriter,
  stop,
  type AutogenConfig,
  type Operation,
  type RenderItem,
} from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import { dialectTargets, onPostgres, onSqlite, openProject, type Entity } from "../stories/told-project.js";

const id = { type: "integer", primary: true } as const;
const users = (columns: Entity["columns"] = {}): Entity => ({ name: "users", columns: { id, ...columns } });
const name = { type: "varchar", length: 20 } as const;

/** An operation that keeps a row per feature in a table: its SQL is the same everywhere. */
const features = [
  {
    kind: "enableFeature",
    make: (feature: string) => ({ feature }),
    arguments: (op: { feature: string }) => [op.feature],
    reverse: (op: { feature: string }) => ({ kind: "disableFeature", feature: op.feature }),
    evolve: "untouched",
    object: (op: { feature: string }) => op.feature,
    sql: (op: { feature: string }, { literal }: { literal(value: string): string }) =>
      `INSERT INTO users (id, name) VALUES (7, ${literal(op.feature)})`,
  },
  {
    kind: "disableFeature",
    make: (feature: string) => ({ feature }),
    arguments: (op: { feature: string }) => [op.feature],
    reverse: (op: { feature: string }) => ({ kind: "enableFeature", feature: op.feature }),
    evolve: "untouched",
    object: (op: { feature: string }) => op.feature,
    sql: (op: { feature: string }, { identifier, literal }: never) =>
      `DELETE FROM ${(identifier as (name: string) => string)("users")} WHERE name = ${(literal as (v: string) => string)(op.feature)}`,
  },
] as unknown as AutogenConfig["operations"] & {};

const featureComparator = defineComparator({
  name: "features",
  target: "schema",
  read: async ({ query }) => {
    try {
      return (await query("SELECT name FROM users WHERE id = 7")).map((row) => String(row["name"]));
    } catch {
      return [];
    }
  },
  compare: ({ declared }, { read, live }) => {
    if (!live.tables.some((table) => table.name === "users") || declared.tables.length === 0) return [];
    return read.includes("dark 'mode'") ? [] : [{ kind: "enableFeature", feature: "dark 'mode'" }];
  },
});

describe.each(dialectTargets)("an own operation and its comparator, on $name", (target) => {
  test("compared, rendered, run, taken back", async () => {
    const project = await openProject(target);
    project.declare([users({ name })]);
    await project.write();
    await project.up();
    const plugin = definePlugin({ name: "features", operations: features, comparators: [featureComparator] });
    project.configure({ plugins: [plugin] });
    expect(await project.check()).toMatchObject({ inSync: false });
    const { script, operations } = await project.write();
    expect(operations).toEqual([{ kind: "enableFeature", feature: "dark 'mode'" }]);
    expect(script).toContain(`op.enableFeature("dark 'mode'");`);
    expect(script).toContain(`op.disableFeature("dark 'mode'");`);
    await project.up();
    expect(await project.sql("SELECT name FROM users")).toEqual([{ name: "dark 'mode'" }]);
    expect(await project.check()).toMatchObject({ inSync: true });
    await project.down();
    expect(await project.sql("SELECT name FROM users")).toEqual([]);
  });
});

test.each([
  ["createTable", /it is built in/],
  ["literal", /it is built in/],
  ["drop view", /write it as a method/],
])("an operation cannot be called %s", async (kind, message) => {
  const project = await openProject(onSqlite[0]!);
  const definition = { kind, evolve: "untouched", object: () => "", sql: () => "" };
  project.configure({ operations: [definition as never] });
  await expect(project.check()).rejects.toThrow(message);
});

describe("plugins", () => {
  const quiet = (priority: "first" | "last", log: string[], dialect?: string) =>
    definePlugin({
      name: `${priority} ${dialect ?? "any"}`,
      priority,
      comparators: [
        defineComparator({
          name: "log",
          target: "column",
          priority,
          subgroup: "types",
          ...(dialect !== undefined && { dialect }),
          compare: ({ name: column }) => {
            log.push(`${priority} ${dialect ?? "any"} ${column}`);
            return column === "name" && priority === "first" ? stop : undefined;
          },
        }),
      ],
    });

  test("stop silences the built-in rule and later comparators of its subgroup, for that column alone", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users({ name, nick: name })]);
    await project.write();
    await project.up();
    project.declare([users({ name: { ...name, type: "text" }, nick: { ...name, type: "text" } })]);
    const log: string[] = [];
    project.configure({ plugins: [quiet("last", log), quiet("first", log), quiet("first", log, "sqlite")] });
    const { operations } = await project.check();
    expect(operations.map((op) => "column" in op && op.column)).toEqual(["nick"]);
    expect([...new Set(log)]).toEqual([
      "first sqlite id",
      "first sqlite name",
      "first sqlite nick",
      "first any id",
      "first any nick",
      "last any id",
      "last any nick",
    ]);
  });

  test("patterns take parts in or leave them out; one that matches nothing is an error", async () => {
    const project = await openProject(onPostgres[0]!);
    project.declare([users({ name: { ...name, comment: "old" } })]);
    await project.write();
    await project.up();
    project.declare([users({ name: { ...name, comment: "new" } })]);
    expect(await project.check()).toMatchObject({ inSync: false });
    project.configure({ autogeneratePlugins: ["*", "~autogen.com*"] });
    expect(await project.check()).toMatchObject({ inSync: true });
    project.configure({ autogeneratePlugins: ["autogen.coments"] });
    await expect(project.check()).rejects.toThrow(
      /"autogen.coments" matches nothing; did you mean autogen.comments\?/,
    );
  });

  test("by the name of a module; what is none, what comes twice and what has a wrong key is refused", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users()]);
    const file = (text: string) => writeFileSync(join(project.dir, "plugin.cjs"), text);
    file(`exports.plugin = { name: "from a file", rewriters: [{ rewrite: () => [] }] };`);
    project.configure({ plugins: ["./plugin.cjs"] });
    expect(await project.check()).toMatchObject({ inSync: true });
    project.configure({ plugins: [definePlugin({ name: "a" }), definePlugin({ name: "a" })] });
    await expect(project.check()).rejects.toThrow(/plugin a is named twice/);
    project.configure({ plugins: [{ name: "a", rewriter: [] } as never] });
    await expect(project.check()).rejects.toThrow(/unknown key a\.rewriter; did you mean rewriters\?/);
    project.configure({ plugins: ["no-such-plugin"] });
    await expect(project.check()).rejects.toThrow(/no-such-plugin/);
  });
});

test("a function of the project's that throws, or gives what it may not, is named, and nothing is written", async () => {
  const project = await openProject(onSqlite[0]!);
  project.declare([users({ name })]);
  await project.write();
  await project.up();
  project.declare([users({ name: { ...name, length: 30 } }), { name: "orders", columns: { id } }]);
  const fail = (): never => {
    throw new Error("mistaken");
  };
  const comparator = (compare: () => never) => defineComparator({ name: "mine", target: "table", compare });
  const later = (async () => undefined) as never;
  // What one case configures is gone in the next.
  const none = Object.fromEntries(
    [
      "includeName",
      "includeObject",
      "compareType",
      "compareDefault",
      "comparators",
      "rewriters",
      "renderItem",
      "template",
    ].map((key) => [key, undefined]),
  );
  const cases: readonly (readonly [AutogenConfig, RegExp])[] = [
    [{ includeName: fail }, /^the configuration's includeName threw: mistaken; correct it/],
    [{ includeName: later }, /^the configuration's includeName gave a promise, and nobody waits/],
    [{ includeObject: fail }, /^the configuration's includeObject threw: mistaken/],
    [{ compareType: fail }, /^the configuration's compareType threw: mistaken/],
    [{ compareDefault: later }, /^the configuration's compareDefault gave a promise/],
    [{ comparators: [comparator(fail)] }, /^the comparator mine threw: mistaken/],
    [{ comparators: [comparator(later)] }, /^the comparator mine gave a promise/],
    [
      { comparators: [{ ...comparator(() => undefined as never), read: fail }] },
      /^the comparator mine threw: mistaken/,
    ],
    [{ rewriters: [new Rewriter().on("createTable", fail)] }, /^a rewriter threw: mistaken/],
    [
      { rewriters: [new Rewriter().on("createTable", later)] },
      /rewriter of createTable returned \[object Promise/,
    ],
    [
      { rewriters: [new Rewriter().on("createTable", () => 5 as never)] },
      /rewriter of createTable returned 5;/,
    ],
    [{ renderItem: fail }, /^renderItem threw: mistaken/],
    [{ renderItem: () => 5 as never }, /^renderItem gave 5; return text/],
    [{ template: fail }, /^the template function threw: mistaken/],
    [{ processRevisionDirectives: fail }, /^processRevisionDirectives threw: mistaken/],
    [{ processRevisionDirectives: () => [5] as never }, /^processRevisionDirectives gave 5 for a script/],
  ];
  for (const [config, message] of cases) {
    project.configure({ ...none, ...config });
    await expect(project.write(), String(message)).rejects.toThrow(message);
  }
  project.configure({ processRevisionDirectives: undefined as never });
  expect((await project.check()).pending).toEqual([]);
});

describe("rewriters", () => {
  const of = (...kinds: string[]) =>
    kinds.map((kind) => ({ kind, name: "x", table: "t" }) as unknown as Operation);
  const kindsOf = (operations: readonly Operation[]) => operations.map(({ kind }) => kind);

  test("one, several, none; not twice; chained; both directions", () => {
    const seen: string[] = [];
    const next = new Rewriter().on("dropSchema", (op, { direction }) => {
      seen.push(direction);
      return [op, ...of("createExtension")];
    });
    const rewriter = new Rewriter()
      .on("createSchema", (op) => [op, { ...op }, ...of("dropSchema")])
      .on(["dropExtension", "dropSequence"], () => null)
      .on("dropSchema", () => {
        throw new Error("of this rewriter's own making");
      })
      .chain(next);
    const input = of("createSchema", "dropExtension", "renameTable");
    expect(kindsOf(rewriter.rewrite(input, "upgrade"))).toEqual([
      "createSchema",
      "createSchema",
      "dropSchema",
      "createExtension",
      "renameTable",
    ]);
    expect(kindsOf(rewriter.rewrite([], "downgrade"))).toEqual([]);
    expect(seen).toEqual(["upgrade"]);
    const forgetful = new Rewriter().on("createSchema", (() => undefined) as never);
    expect(() => forgetful.rewrite(input, "upgrade")).toThrow(/rewriter of createSchema returned undefined/);
  });

  test("within alterTable: what is no change of the table stands between two of them", () => {
    const table = { schema: null, name: "t" };
    const change = (column: string) =>
      ({ kind: "renameColumn", table, from: column, to: `${column}2` }) as const;
    const alter: Operation = { kind: "alterTable", table, changes: [change("a"), change("b"), change("c")] };
    const rewriter = new Rewriter().on("renameColumn", (op) =>
      op.from === "b" ? [{ kind: "execute", sql: "SELECT 1" }, op] : op,
    );
    expect(rewriter.rewrite([alter], "upgrade")).toEqual([
      { ...alter, changes: [change("a")] },
      { kind: "execute", sql: "SELECT 1" },
      { ...alter, changes: [change("b"), change("c")] },
    ]);
    expect(new Rewriter().on("renameColumn", () => null).rewrite([alter], "upgrade")).toEqual([]);
  });

  test("act on check and revision, up and down", async () => {
    const project = await openProject(onPostgres[0]!);
    project.declare([users({ name })]);
    await project.write();
    await project.up();
    project.declare([{ ...users({ name }), indices: [{ name: "IDX_name", columns: ["name"] }] }]);
    const concurrently = new Rewriter().on(["createIndex", "dropIndex"], (op) => ({
      ...op,
      index: { ...op.index, concurrently: true },
    }));
    project.configure({ rewriters: [concurrently] });
    const { script } = await project.write();
    expect(script?.match(/concurrently: true/g)).toHaveLength(2);
    await project.up();
    await project.down();
    project.configure({ rewriters: [new Rewriter().on("createIndex", () => null)] });
    expect(await project.check()).toMatchObject({ turn: "pending", operations: [] });
  });
});

describe("writing a script", () => {
  test("processRevisionDirectives: none, several, and what cannot be", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users(), { name: "orders", columns: { id } }]);
    project.configure({ processRevisionDirectives: () => [] });
    expect(await project.write()).toMatchObject({ path: null, scripts: [] });
    project.configure({
      processRevisionDirectives: ([directive], { newId }) =>
        directive!.upgrade.map((operation, at) => ({
          ...directive!,
          id: at === 0 ? directive!.id : newId(),
          message: `part ${at}`,
          downRevisions: [],
          upgrade: [operation],
          downgrade: [],
        })),
    });
    await expect(project.write()).resolves.toMatchObject({ scripts: [{}, {}] });
    expect((await project.check()).pending).toHaveLength(2);
    project.configure({ processRevisionDirectives: ([one]) => [{ ...one!, downRevisions: ["gone"] }] });
    project.declare([users()]);
    await expect(project.write({ head: ["heads"] as never })).rejects.toThrow();
  });

  test("renderItem, with what it imports", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users({ name, secret: name })]);
    const renderItem: RenderItem = (item, imports) => {
      if (item.kind === "column" && item.item.name === "secret") return null;
      if (item.kind === "type" && item.text === `"varchar(20)"`) {
        imports.add(`const short = "varchar(20)";`);
        return "short";
      }
      return false;
    };
    project.configure({ renderItem });
    await expect(project.write()).rejects.toThrow(/column secret/);
    const { script } = await project.write({ verify: false });
    expect(script).toMatch(/^const short = "varchar\(20\)";\n\nexports\.revision/m);
    expect(script).toContain(`t.column("name", short);`);
    expect(script).not.toContain("secret");
    await project.up();
    expect((await project.check()).operations).toMatchObject([
      { kind: "addColumn", column: { name: "secret" } },
    ]);
  });

  test("a template: a function, a file with slots; one that loses the exports is refused", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users()]);
    const file = join(project.dir, "script.template");
    writeFileSync(file, "// Owner: {{ owner }}\n{{comment}}\n{{exports}}\n{{upgrade}}\n{{downgrade}}\n");
    project.configure({ template: "script.template", templateArgs: { owner: "platform" } });
    const { script } = await project.write();
    expect(script).toMatch(/^\/\/ Owner: platform\n\/\*\*\n \* change/);
    await project.up();
    expect(await project.check()).toMatchObject({ inSync: true });
    project.declare([users({ name: { ...name, nullable: true } })]);
    for (const [template, message] of [
      [({ upgrade }: { upgrade: string }) => upgrade, /loses the exports/],
      [
        ({ exports }: { exports: string }) => exports.replace(/= "[0-9a-f]{12}"/, '= "other"'),
        /changes the exports/,
      ],
      [() => undefined, /gave undefined/],
      ["gone.txt", /cannot be read/],
    ] as const) {
      project.configure({ template: template as never });
      await expect(project.write()).rejects.toThrow(message);
    }
    writeFileSync(file, "{{exports}}\n{{upgrad}}");
    project.configure({ template: "script.template" });
    await expect(project.write()).rejects.toThrow(/unknown slot \{\{upgrad\}\}/);
  });

  test("hooks afterwards: a program, a function, prettier; one that fails is named and the script stays", async () => {
    const project = await openProject(onSqlite[0]!);
    project.declare([users()]);
    const seen: string[] = [];
    const append = "require('fs').appendFileSync(process.argv[1], '// $(touch owned)\\n')";
    project.configure({
      fileTemplate: "{id} $(touch owned);{slug}",
      afterWrite: [
        { name: "append", command: [process.execPath, "-e", append] },
        (file) => void seen.push(file),
        "prettier",
      ],
    });
    const { path } = await project.write();
    expect(seen).toEqual([path]);
    expect(readFileSync(path!, "utf8")).toMatch(/touch owned\)\n$/);
    expect(existsSync(join(project.dir, "owned"))).toBe(false);
    await project.up();
    project.declare([users({ name: { ...name, nullable: true } })]);
    const fail = {
      name: "lint",
      command: [process.execPath, "-e", "console.error('bad style'); process.exit(3)"],
    };
    project.configure({ afterWrite: [fail] });
    const failure = await project
      .write()
      .catch((error: unknown) => error as Error & { details: { file: string } });
    expect(failure).toMatchObject({
      code: "write-hook",
      message: expect.stringMatching(
        /the hook lint failed on .*exit 3: bad style; the script is written and stays/,
      ),
    });
    await project.up();
    expect(await project.check()).toMatchObject({ inSync: true });
    project.declare([users()]);
    project.configure({ afterWrite: ["tslint" as never] });
    await expect(project.write()).rejects.toThrow(
      /afterWrite is not what it takes; give it a list of "prettier"/,
    );
    project.configure({ afterWrite: [{ name: "gone", command: ["no-such-program"] }] });
    expect((await project.check()).pending).toEqual([]);
    await expect(project.write()).rejects.toThrow(/hook gone failed .*the program is not there/);
  });
});
