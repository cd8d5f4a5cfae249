import { beforeAll, describe, expect, test } from "vitest";
import type { AutogenConfig, CheckResult, Operation } from "typeorm-autogen";
import {
  dialectTargets,
  id,
  onPostgres,
  onSqlite,
  openProject,
  type Entity,
} from "../stories/told-project.js";

// The names are those of docs/alembic-cases.md.

const integer = { type: "integer", nullable: true } as const;
const text = { type: "varchar", length: 20, nullable: true } as const;

/** What a check finds under each of several configurations, against one database. */
type Looks = Readonly<
  Record<string, { readonly entities: readonly Entity[]; readonly config?: AutogenConfig }>
>;

/** The operations in short: kind, then schema and name of the object. */
const inShort = ({ operations }: CheckResult): readonly string[] =>
  operations.map((operation) => `${operation.kind} ${subjectOf(operation)}`);

function subjectOf(operation: Operation): string {
  const { table, column, index, check, foreignKey, unique, name } = operation as never as Record<
    string,
    string | { readonly schema?: string | null; readonly name: string } | undefined
  >;
  const part = [column, index, check, foreignKey, unique].find((object) => object !== undefined) ?? name;
  const named = (object: typeof part) => (typeof object === "object" ? object.name : object);
  const home = typeof table === "object" ? `${table.schema ? `${table.schema}.` : ""}${table.name}` : "";
  return [home, named(part)].filter(Boolean).join(" ");
}

const placed = (name: string, schema?: string): Entity => ({
  name: `${schema ?? "default"} ${name}`,
  tableName: name,
  ...(schema !== undefined && { schema }),
  columns: { id, a: integer },
});

const declared = [placed("one"), placed("new"), placed("one", "alt"), placed("new", "alt")];
const schemaLooks: Looks = {
  default_schema_omitted_upgrade: {
    entities: declared,
    config: {
      includeObject: ({ kind, name, schema }) => kind !== "table" || (name === "new" && schema === null),
    },
  },
  default_schema_omitted_by_table_name_upgrade: {
    entities: declared,
    config: { includeName: ({ name, schema }) => schema === null && name === "new" },
  },
  default_schema_omitted_by_schema_name_upgrade: {
    entities: declared,
    config: { includeName: ({ schema }) => schema === null },
  },
  alt_schema_included_upgrade: {
    entities: declared,
    config: {
      includeObject: ({ kind, name, schema }) => kind !== "table" || (name === "new" && schema === "alt"),
    },
  },
  alt_schema_included_by_schema_name: {
    entities: declared,
    config: { includeName: ({ schema }) => schema === "alt" },
  },
  default_schema_omitted_downgrade: {
    entities: [placed("one"), placed("one", "alt")],
    config: { includeName: ({ schema }) => schema === null },
  },
  alt_schema_included_downgrade: {
    entities: [placed("one"), placed("one", "alt")],
    config: { includeObject: ({ kind, schema }) => kind !== "table" || schema === "alt" },
  },
  uses_explicit_schema_in_default_one: {
    entities: [
      placed("one", "public"),
      placed("gone", "public"),
      placed("one", "alt"),
      placed("gone", "alt"),
    ],
  },
  uses_explicit_schema_in_default_two: {
    entities: [
      placed("one", "public"),
      placed("gone"),
      placed("one", "alt"),
      placed("gone", "alt"),
      placed("both", "alt"),
    ],
  },
  uses_explicit_schema_in_default_three: {
    entities: [
      placed("one"),
      placed("gone"),
      placed("one", "alt"),
      placed("gone", "alt"),
      placed("both", "public"),
    ],
  },
};
const schemaAnswers: Readonly<Record<keyof typeof schemaLooks, readonly string[]>> = {
  default_schema_omitted_upgrade: ["createTable new"],
  default_schema_omitted_by_table_name_upgrade: ["createTable new"],
  default_schema_omitted_by_schema_name_upgrade: ["createTable new", "dropTable gone"],
  alt_schema_included_upgrade: ["createTable alt.new"],
  alt_schema_included_by_schema_name: ["createTable alt.new", "dropTable alt.gone"],
  default_schema_omitted_downgrade: ["dropTable gone"],
  alt_schema_included_downgrade: ["dropTable alt.gone"],
  uses_explicit_schema_in_default_one: [],
  uses_explicit_schema_in_default_two: ["createTable alt.both"],
  uses_explicit_schema_in_default_three: ["createTable both"],
};

describe.each(onPostgres)("cross schema on $name", (target) => {
  const found = new Map<string, CheckResult>();
  beforeAll(async () => {
    const project = await openProject(target);
    project.declare([placed("one"), placed("gone"), placed("one", "alt"), placed("gone", "alt")]);
    await project.write();
    await project.up();
    for (const [title, { entities, config = {} }] of Object.entries(schemaLooks)) {
      project.configure({ includeObject: () => true, includeName: () => true, ...config });
      project.declare(entities);
      found.set(title, await project.check());
    }
  });
  test.each(Object.entries(schemaAnswers))("%s", (title, is) => {
    expect([...inShort(found.get(title)!)].toSorted()).toEqual([...is].toSorted());
  });
});

const parent: Entity = {
  name: "parent",
  columns: { id, code: integer },
  uniques: [{ columns: ["id", "code"] }],
};
const key = (name: string, more: object = {}) => ({
  name,
  target: "parent",
  columnNames: ["a"],
  referencedColumnNames: ["id"],
  ...more,
});
const thing = (parts: Partial<Entity>): readonly Entity[] => [
  parent,
  { name: "thing", columns: { id, a: integer, b: integer, text }, ...parts },
];
const before = thing({
  indices: [
    { name: "ix_gone", columns: ["a"] },
    { name: "ix_other", columns: ["b"] },
  ],
  uniques: [
    { name: "uq_gone", columns: ["a"] },
    { name: "uq_other", columns: ["b"] },
  ],
  checks: [
    { name: "ck_gone", expression: "a > 0" },
    { name: "ck_other", expression: "b > 0" },
  ],
  foreignKeys: [key("fk_gone"), key("fk_other", { columnNames: ["b"] })],
});
const after = thing({
  columns: { id, a: integer, b: integer, text: { ...text, length: 30, default: "x" } },
  indices: [
    { name: "ix_new", columns: ["a", "b"] },
    { name: "ix_other", columns: ["b", "a"] },
  ],
  uniques: [
    { name: "uq_new", columns: ["a", "b"] },
    { name: "uq_other", columns: ["b", "a"] },
  ],
  checks: [
    { name: "ck_new", expression: "a > 1" },
    { name: "ck_other", expression: "b > 1" },
  ],
  foreignKeys: [
    key("fk_new", { columnNames: ["a", "b"], referencedColumnNames: ["id", "code"] }),
    key("fk_other", { columnNames: ["b"], onDelete: "CASCADE" }),
  ],
});
const only =
  (...names: readonly string[]): NonNullable<AutogenConfig["includeObject"]> =>
  ({ name }) =>
    names.every((hidden) => name !== hidden);

const objectLooks: Readonly<Record<string, readonly [config: AutogenConfig, hidden: readonly string[]]>> = {
  "IncludeHooks remove_connection_fk": [{ includeObject: only("fk_gone") }, ["dropForeignKey thing fk_gone"]],
  "IncludeHooks add_metadata_fk": [{ includeObject: only("fk_new") }, ["createForeignKey thing fk_new"]],
  "IncludeHooks change_fk": [
    { includeObject: only("fk_other") },
    ["dropForeignKey thing fk_other", "createForeignKey thing fk_other"],
  ],
  "IncludeHooks remove_connection_index": [{ includeObject: only("ix_gone") }, ["dropIndex thing ix_gone"]],
  "IncludeHooks remove_connection_uq": [{ includeObject: only("uq_gone") }, ["dropUnique thing uq_gone"]],
  "IncludeHooks add_metadata_index": [{ includeObject: only("ix_new") }, ["createIndex thing ix_new"]],
  "IncludeHooks add_metadata_unique": [{ includeObject: only("uq_new") }, ["createUnique thing uq_new"]],
  "IncludeHooks change_index": [
    { includeObject: only("ix_other") },
    ["dropIndex thing ix_other", "createIndex thing ix_other"],
  ],
  "IncludeHooks change_unique": [
    { includeObject: only("uq_other") },
    ["dropUnique thing uq_other", "createUnique thing uq_other"],
  ],
  "include_object_excludes_add, include_object_excludes_remove: checks": [
    { includeObject: only("ck_new", "ck_gone") },
    ["createCheck thing ck_new", "dropCheck thing ck_gone"],
  ],
  can_be_disabled_via_exclusion: [
    { includeObject: ({ kind }) => kind !== "check" },
    [
      "createCheck thing ck_new",
      "createCheck thing ck_other",
      "dropCheck thing ck_gone",
      "dropCheck thing ck_other",
    ],
  ],
  "uses_custom_compare_type_function: both kept": [
    { compareType: () => false, compareDefault: () => false },
    ["alterColumn thing text"],
  ],
};

describe.each(dialectTargets)("filters and hooks on $name", (target) => {
  const found = new Map<string, CheckResult>();
  const asked = new Map<string, object>();
  const types: (readonly string[])[] = [];
  beforeAll(async () => {
    const project = await openProject(target);
    project.declare(before);
    await project.write();
    await project.up();
    project.declare(after);
    found.set("all", await project.check());
    for (const [title, [config]] of Object.entries(objectLooks)) {
      project.configure({ includeObject: () => true, ...config });
      found.set(title, await project.check());
    }
    project.configure({
      includeObject: (object) => {
        asked.set(JSON.stringify([object.side, object.kind, object.table, object.name]), object);
        return true;
      },
      compareType: ({ table, live, declared }) => {
        types.push([table.name, live.type.name, declared.type.name]);
        return undefined;
      },
      compareDefault: () => undefined,
    });
    found.set("undefined", await project.check());
    project.declare(before);
    project.configure({ compareType: ({ declared }) => declared.name === "a" || undefined });
    found.set("true", await project.check());
  });

  const told = (title: string) => [...inShort(found.get(title)!)].toSorted();

  test.each(Object.entries(objectLooks))("%s", (title, [, hidden]) => {
    expect(told("all")).toEqual(expect.arrayContaining([...hidden]));
    expect(told(title)).toEqual(told("all").filter((operation) => !hidden.includes(operation)));
  });

  test("include_object receives right arguments for add and remove", () => {
    for (const [side, gone] of [
      ["live", "gone"],
      ["declared", "new"],
    ] as const)
      for (const [kind, name] of [
        ["check", "ck"],
        ["index", "ix"],
        ["unique", "uq"],
        ["foreignKey", "fk"],
      ] as const)
        expect([...asked.keys()]).toContain(JSON.stringify([side, kind, "thing", `${name}_${gone}`]));
  });

  test("uses_custom_compare_type_function, custom_type_compare: true forces a change, undefined falls through, columns and types come along", () => {
    expect(told("undefined")).toEqual(told("all"));
    expect(types).toContainEqual(["thing", "varchar", "varchar"]);
    expect(told("true")).toEqual(["alterColumn thing a"]);
  });
});

describe.each(dialectTargets)("Autogen's own tables on $name", (target) => {
  const names = [
    undefined,
    { name: "applied" },
    ...(target.dialect === "postgres" ? [{ schema: "alt" }, { name: "applied", schema: "alt" }] : []),
  ];
  test.each(names)(
    "AutogenVersionTable no_version_table, version_table_in_target: %o",
    async (versionTable) => {
      const project = await openProject(target);
      if (target.dialect === "postgres") await project.sql("CREATE SCHEMA alt");
      project.configure({ ...(versionTable && { versionTable }) });
      const entities = [placed("one"), ...(target.dialect === "postgres" ? [placed("one", "alt")] : [])];
      project.declare(entities);
      const { operations } = await project.write();
      expect(operations.filter(({ kind }) => kind === "createTable")).toHaveLength(entities.length);
      await project.up();
      expect(await project.check()).toMatchObject({ sql: [], inSync: true });
    },
  );
});

describe.each(dialectTargets)("keys into tables that are filtered on $name", (target) => {
  test("Placeholder: one column, several, several keys to one table, a chain whose middle is filtered", async () => {
    const chain: readonly Entity[] = [
      { name: "hidden_end", columns: { id, code: integer }, uniques: [{ columns: ["id", "code"] }] },
      {
        name: "hidden_middle",
        columns: { id, end: integer },
        foreignKeys: [{ target: "hidden_end", columnNames: ["end"], referencedColumnNames: ["id"] }],
      },
      {
        name: "seen",
        columns: { id, a: integer, b: integer, c: integer },
        foreignKeys: [
          { target: "hidden_middle", columnNames: ["a"], referencedColumnNames: ["id"] },
          { target: "hidden_end", columnNames: ["b"], referencedColumnNames: ["id"] },
          { target: "hidden_end", columnNames: ["a", "b"], referencedColumnNames: ["id", "code"] },
        ],
      },
    ];
    const project = await openProject(target);
    project.declare(chain);
    await project.write();
    await project.up();
    project.configure({ ignore: ["hidden_*"] });
    expect(await project.check()).toMatchObject({ operations: [], decisions: [] });
    project.configure({ ignore: [], includeName: ({ name }) => !name.startsWith("hidden") });
    expect(await project.check()).toMatchObject({ operations: [], decisions: [] });
    project.configure({
      includeName: () => true,
      includeObject: ({ table, name }) => !(table ?? name ?? "").startsWith("hidden"),
    });
    expect(await project.check()).toMatchObject({ operations: [], decisions: [] });
  });
});

describe.each(onSqlite)("where there are no schemas on $name", (target) => {
  test("no_default_schema, skip_null_type_comparison_reflected: a column without a type gets the declared one", async () => {
    const project = await openProject(target);
    await project.sql('CREATE TABLE "one" ("id" integer PRIMARY KEY NOT NULL, "a")');
    project.declare([placed("one")]);
    const { operations } = await project.check();
    expect(operations).toMatchObject([
      { kind: "alterColumn", to: { type: { name: "integer" } }, was: { type: { name: "" } } },
    ]);
  });
});
