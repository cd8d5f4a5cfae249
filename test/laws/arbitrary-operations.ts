import type { Column, ColumnType, QualifiedName, Table, View } from "@typeorm-autogen/model";
import type {
  Cell,
  ColumnPatch,
  ColumnPlace,
  Operation,
  OperationMap,
  TableChange,
  TableChangeMap,
} from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";

/** What generated names and texts are made of: `plain` as in most projects, `hostile` as an attacker would have them. */
export type Wording = "plain" | "hostile";

const hostileTexts = [
  "*/ globalThis.broken = true; /*",
  "`); globalThis.broken = true; (`",
  "${(globalThis.broken = true)}",
  '"); globalThis.broken = true; ("',
  "'); globalThis.broken = true; ('",
  "\\",
  "\\`",
  "\\${globalThis.broken = true}",
  "line\nbreak",
  "carriage\r\nreturn",
  "\u2028globalThis.broken = true",
  "\u2029//",
  "nul\0byte",
  "\u202Ereversed\u202C",
  "\u2066isolate\u2069",
  "__proto__",
  "constructor",
  "\uD800 alone",
  "日本語の名前",
  "emoji 😀 🇩🇪 👨‍👩‍👧",
  "a.b",
  ".",
  "",
  "  spaces  ",
  "tab\tbed",
  "-- comment",
  "</script>",
  "\uFEFFbom",
  "12",
  "\u3164",
  "x\u200Dy",
  "ñandú",
  "\u00a0",
];

const words = ["id", "user", "customer", "order", "created_at", "status", "note", "email", "parent"];

interface Words {
  readonly name: Arbitrary<string>;
  readonly text: Arbitrary<string>;
  readonly sql: Arbitrary<string>;
}

const plainName = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((w) => w.join("_"));

const vocabulary: Readonly<Record<Wording, Words>> = {
  plain: {
    name: plainName,
    text: fc.array(fc.constantFrom(...words, "don't", 'say "so"'), { maxLength: 12 }).map((w) => w.join(" ")),
    sql: fc.oneof(
      fc.constantFrom("0", "now()", "'new'", '"a" > 0', "'{}'::jsonb"),
      fc
        .array(fc.constantFrom(...words, "AND", "'x'", '"Y"', "\n  OR"), { maxLength: 15 })
        .map((w) => w.join(" ")),
    ),
  },
  hostile: {
    name: fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary", maxLength: 12 }), plainName),
    text: fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary" })),
    sql: fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary" })),
  },
};

type Shape<T> = { [Key in keyof T]: Arbitrary<T[Key]> };

const some = { maxLength: 3 };
const flag = fc.constant(true as const);

// Every key of a shape that is not required may be absent, as in data that says only what is there.
function having<T, K extends keyof T>(shape: Shape<Required<T>>, requiredKeys: readonly K[]): Arbitrary<T> {
  return fc.record(shape, { requiredKeys: requiredKeys as never }) as unknown as Arbitrary<T>;
}

/** An arbitrary operation of each kind, by kind. */
export type OperationArbitraries = { readonly [Kind in keyof OperationMap]: Arbitrary<OperationMap[Kind]> };

/** Arbitraries for every kind of operation with every option that scripts know. */
export function operationArbitraries(wording: Wording): OperationArbitraries {
  const operations = conditionally(everyOperation(wording));
  const inner = fc.array(oneOf<Operation>(operations), { maxLength: 3 }) as Arbitrary<
    OperationMap["autocommit"]["operations"]
  >;
  const autocommit = having<OperationMap["autocommit"], "kind" | "operations">(
    { kind: fc.constant("autocommit" as const), operations: inner, repeatable: flag },
    ["kind", "operations"],
  );
  return { ...operations, autocommit };
}

// What a drop that only names a part of a table knows of it.
const bare: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  dropColumn: { column: { type: { name: "" }, nullable: true } },
  dropIndex: { index: { parts: [] } },
  dropPrimaryKey: { primaryKey: { columns: [] } },
  dropUnique: { unique: { columns: [] } },
  dropCheck: { check: { expression: "" } },
  dropExclusion: { exclusion: { elements: [] } },
  dropForeignKey: {
    foreignKey: { columns: [], references: { schema: null, name: "" }, referencedColumns: [] },
  },
};

function nameOnly(kind: string, operation: Readonly<Record<string, unknown>>): object {
  const [[key = "", rest = {}] = []] = Object.entries(bare[kind] ?? {});
  const { name } = operation[key] as { readonly name?: string };
  const { place: _, ...others } = operation;
  return { ...others, [key]: { ...(name !== undefined && { name }), ...rest }, nameOnly: true };
}

// Under a condition, where there is one to stand under, or without; and drops that only name a part.
function conditionally<Arbitraries extends object>(arbitraries: Arbitraries): Arbitraries {
  const entries = Object.entries(arbitraries).map(([kind, operation]) => {
    if (kind === "createExtension" || !/^(?:create|addColumn|drop)/.test(kind)) return [kind, operation];
    const condition = kind.startsWith("drop") ? { ifExists: true } : { ifNotExists: true };
    const shaped = (operation as Arbitrary<Readonly<Record<string, unknown>>>).chain((op) =>
      fc.constantFrom(op, ...(kind in bare ? [nameOnly(kind, op)] : [])),
    );
    const under = fc.constantFrom({}, condition);
    return [kind, fc.tuple(shaped, under).map(([op, more]) => ({ ...op, ...more }))];
  });
  return Object.fromEntries(entries) as Arbitraries;
}

function everyOperation(wording: Wording): Omit<OperationArbitraries, "autocommit"> {
  const parts = partArbitraries(vocabulary[wording]);
  const { name, text, sql, qualified } = parts;
  const changes = parts.changes(qualified);
  const named = <Kind extends string>(kind: Kind) => fc.record({ kind: fc.constant(kind), name });
  const renamed = <Kind extends string>(kind: Kind) =>
    fc.record({ kind: fc.constant(kind), from: qualified, to: qualified });
  const of = <Kind extends string, Key extends string, T>(kind: Kind, key: Key, value: Arbitrary<T>) =>
    value.map((inner) => ({ kind, [key]: inner }) as { kind: Kind } & Record<Key, T>);
  return {
    ...changes,
    createSchema: named("createSchema"),
    dropSchema: named("dropSchema"),
    renameSchema: fc.record({ kind: fc.constant("renameSchema" as const), from: name, to: name }),
    createExtension: named("createExtension"),
    dropExtension: named("dropExtension"),
    createEnum: of("createEnum", "enum", parts.enum),
    dropEnum: of("dropEnum", "enum", parts.enum),
    renameEnum: renamed("renameEnum"),
    alterEnum: having<OperationMap["alterEnum"], "kind" | "enum" | "from" | "to" | "columns">(
      {
        kind: fc.constant("alterEnum" as const),
        enum: qualified,
        from: fc.array(text, some),
        to: fc.array(text, some),
        map: fc.dictionary(text, text, { maxKeys: 3 }),
        columns: fc.array(
          having({ table: qualified, column: name, default: sql, dimensions: fc.constant(1) }, [
            "table",
            "column",
          ]),
          some,
        ),
      },
      ["kind", "enum", "from", "to", "columns"],
    ),
    createSequence: of("createSequence", "sequence", parts.sequence),
    dropSequence: of("dropSequence", "sequence", parts.sequence),
    alterSequence: having<OperationMap["alterSequence"], "kind" | "sequence" | "to">(
      { kind: fc.constant("alterSequence" as const), ...parts.sequenceChange },
      ["kind", "sequence", "to"],
    ),
    renameSequence: renamed("renameSequence"),
    createTable: of("createTable", "table", parts.table),
    dropTable: of("dropTable", "table", qualified),
    renameTable: renamed("renameTable"),
    alterTable: qualified.chain((table) =>
      having<OperationMap["alterTable"], "kind" | "table" | "changes">(
        {
          kind: fc.constant("alterTable" as const),
          table: fc.constant(table),
          changes: fc.array(oneOf<TableChange>(conditionally(parts.changes(fc.constant(table)))), {
            maxLength: 4,
          }),
          batch: parts.batch(table),
          online: having(
            {
              algorithm: fc.constantFrom("instant", "nocopy", "inplace", "copy"),
              lock: fc.constantFrom("none", "shared", "exclusive"),
            },
            ["lock"],
          ),
        },
        ["kind", "table", "changes"],
        // A table that is built anew for its own sake keeps the order of its columns, which is a change.
      )
        .filter(({ changes, batch }) => changes.length > 0 || batch?.recreate !== "always")
        .map(({ online, ...rest }) => (rest.batch || !online ? rest : { ...rest, online })),
    ),
    createView: of("createView", "view", parts.view),
    dropView: having<OperationMap["dropView"], "kind" | "view">(
      { kind: fc.constant("dropView" as const), view: qualified, materialized: flag } as never,
      ["kind", "view"],
    ),
    alterView: of("alterView", "view", parts.view),
    renameView: having<OperationMap["renameView"], "kind" | "from" | "to">(
      { kind: fc.constant("renameView" as const), from: qualified, to: qualified, materialized: flag },
      ["kind", "from", "to"],
    ),
    setTypeormMetadata: fc.record({
      kind: fc.constant("setTypeormMetadata" as const),
      row: fc.record({ table: fc.option(name), schema: fc.option(name), type: name, name }),
      to: fc.option(sql),
      was: fc.option(sql),
    }),
    execute: of("execute", "sql", sql),
    backfill: having<OperationMap["backfill"], "kind" | "table" | "set">(
      {
        kind: fc.constant("backfill" as const),
        table: qualified,
        set: fc.dictionary(name, sql, { maxKeys: 3 }),
        where: sql,
        key: fc.array(name, some),
        chunk: fc.integer({ min: 1 }),
        pause: fc.nat(),
      },
      ["kind", "table", "set"],
    ),
    bulkInsert: fc.record({
      kind: fc.constant("bulkInsert" as const),
      table: qualified,
      rows: fc.array(fc.dictionary(name, cell(sql, text), { maxKeys: 3 }), some),
    }),
  };
}

/** Any operation. */
export function arbitraryOperation(wording: Wording): Arbitrary<Operation> {
  return oneOf<Operation>(operationArbitraries(wording));
}

function oneOf<T>(arbitraries: Readonly<Record<string, Arbitrary<T>>>): Arbitrary<T> {
  return fc.oneof(...Object.values(arbitraries));
}

function cell(sql: Arbitrary<string>, text: Arbitrary<string>): Arbitrary<Cell> {
  return fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.record({ sql }));
}

type ChangeArbitraries = { readonly [Kind in keyof TableChangeMap]: Arbitrary<TableChangeMap[Kind]> };

function partArbitraries({ name, text, sql }: Words) {
  const qualified: Arbitrary<QualifiedName> = fc.record({ schema: fc.option(name), name });
  const columns = fc.array(name, some);
  const options = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 3 });
  const deferrable = fc.constantFrom("immediate", "deferred");
  const action = fc.constantFrom("restrict", "cascade", "set null", "set default");
  const number = fc.bigInt().map(String);
  const type = typeArbitrary(name);
  const counters = {
    start: number,
    increment: number,
    minimum: number,
    maximum: number,
    cache: number,
    cycle: flag,
  };
  const identity = having({ mode: fc.constantFrom("always", "byDefault"), ...counters }, ["mode"]);
  const attributes = {
    default: sql,
    autoincrement: flag,
    identity,
    generated: fc.record({ expression: sql, stored: fc.boolean() }),
    collation: name,
    comment: text,
    options,
  } as Shape<Required<Omit<Column, "name" | "type" | "nullable">>>;
  const column = having<Column, "name" | "type" | "nullable">(
    { name, type, nullable: fc.boolean(), ...attributes },
    ["name", "type", "nullable"],
  );
  const clearable = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, fc.option(value as Arbitrary<unknown>)]),
  );
  const patch = having<ColumnPatch, never>({ type, nullable: fc.boolean(), ...clearable } as never, []);
  const former = having<ColumnPatch, "type" | "nullable">(
    { type, nullable: fc.boolean(), ...clearable } as never,
    ["type", "nullable"],
  );
  const primaryKey = having<NonNullable<Table["primaryKey"]>, "columns">(
    { name, columns, deferrable, include: columns, withoutOverlaps: flag, options } as never,
    ["columns"],
  );
  const unique = having<Table["uniques"][number], "columns">(
    { name, columns, deferrable, nullsNotDistinct: flag, include: columns, withoutOverlaps: flag } as never,
    ["columns"],
  );
  const check = having<Table["checks"][number], "expression">(
    { name, expression: sql, notValid: flag, notEnforced: flag, noInherit: flag },
    ["expression"],
  );
  const foreignKey = having<Table["foreignKeys"][number], "columns" | "references" | "referencedColumns">(
    {
      name,
      columns,
      references: qualified,
      referencedColumns: columns,
      onDelete: action,
      onUpdate: action,
      deferrable,
      notValid: flag,
      notEnforced: flag,
      match: fc.constant("full"),
      onDeleteColumns: columns,
      period: flag,
    } as never,
    ["columns", "references", "referencedColumns"],
  );
  const partOptions = {
    descending: flag,
    nulls: fc.constantFrom("first", "last"),
    operatorClass: name,
    collation: name,
    length: fc.nat(),
  };
  const part = fc.oneof(
    having({ column: name, ...partOptions }, ["column"]),
    having({ expression: sql, ...partOptions }, ["expression"]),
  ) as Arbitrary<Table["indexes"][number]["parts"][number]>;
  const index = having<Table["indexes"][number], "name" | "parts">(
    {
      name,
      parts: fc.array(part, some),
      unique: flag,
      method: fc.constantFrom("gin", "gist", "hash"),
      where: sql,
      include: columns,
      nullsNotDistinct: flag,
      concurrently: flag,
      options,
    } as never,
    ["name", "parts"],
  );
  const exclusion = having<NonNullable<Table["exclusions"]>[number], "elements">(
    {
      name,
      elements: fc.array(
        fc
          .tuple(part, fc.constantFrom("=", "&&", "OPERATOR(app.=)"))
          .map(([key, operator]) => ({ ...key, operator })),
        some,
      ),
      method: fc.constantFrom("gist", "hash"),
      where: sql,
      include: columns,
      deferrable,
      options,
    } as never,
    ["elements"],
  );
  const table = having<
    Table,
    "schema" | "name" | "columns" | "uniques" | "checks" | "foreignKeys" | "indexes"
  >(
    {
      schema: fc.option(name),
      name,
      columns: fc.array(column, { maxLength: 5 }),
      primaryKey,
      uniques: fc.array(unique, some),
      checks: fc.array(check, some),
      exclusions: fc.array(exclusion, { minLength: 1, maxLength: 2 }),
      foreignKeys: fc.array(foreignKey, some),
      indexes: fc.array(index, some),
      triggers: fc.array(fc.record({ name, sql }), { minLength: 1, maxLength: 2 }),
      attached: fc.array(having({ kind: name, sql: fc.array(sql, some), object: name }, ["kind", "sql"]), {
        minLength: 1,
        maxLength: 2,
      }),
      comment: text,
      options,
    },
    ["schema", "name", "columns", "uniques", "checks", "foreignKeys", "indexes"],
  );
  const enumType = having<
    QualifiedName & { values: readonly string[]; comment?: string },
    "schema" | "name" | "values"
  >({ schema: fc.option(name), name, values: fc.array(text, { maxLength: 8 }), comment: text }, [
    "schema",
    "name",
    "values",
  ]);
  const sequenceOptions = {
    type: fc.constant("integer"),
    ...counters,
    ownedBy: fc.record({ table: qualified, column: name }),
  };
  const sequence = having({ schema: fc.option(name), name, ...sequenceOptions }, [
    "schema",
    "name",
  ]) as Arbitrary<OperationMap["createSequence"]["sequence"]>;
  const sequencePatch = Object.fromEntries(
    Object.entries(sequenceOptions).map(([key, value]) => [key, fc.option(value as Arbitrary<unknown>)]),
  );
  const sequenceChange = {
    sequence: qualified,
    to: fc.record(sequencePatch, { requiredKeys: [] }),
    was: fc.record(sequenceOptions, { requiredKeys: [] }),
  };
  const view = having<View, "schema" | "name" | "definition">(
    {
      schema: fc.option(name),
      name,
      definition: sql,
      materialized: flag,
      columns,
      comment: text,
      options,
    } as never,
    ["schema", "name", "definition"],
  );
  const place: Arbitrary<ColumnPlace> = fc.oneof(
    name.map((before) => ({ before })),
    name.map((after) => ({ after })),
  );
  const changes = (owner: Arbitrary<QualifiedName>): ChangeArbitraries => {
    const about = <Kind extends string, Key extends string, T>(kind: Kind, key: Key, value: Arbitrary<T>) =>
      fc.tuple(owner, value).map(([table, inner]) => ({ kind, table, [key]: inner })) as Arbitrary<
        { kind: Kind; table: QualifiedName } & Record<Key, T>
      >;
    const renamed = <Kind extends string>(kind: Kind) =>
      fc.record({ kind: fc.constant(kind), table: owner, from: name, to: name });
    const adding = { kind: fc.constant("addColumn" as const), table: owner, column, backfill: sql, place };
    const altering = {
      kind: fc.constant("alterColumn" as const),
      table: owner,
      column: name,
      to: patch,
      was: former,
      using: sql,
      usingBack: sql,
      backfill: sql,
    };
    const placing = {
      kind: fc.constant("placeColumns" as const),
      table: owner,
      to: fc.oneof(
        fc.tuple(name, place).map(([column, where]) => ({ column, ...where })),
        fc.record({ orders: fc.array(columns, some) }),
      ),
      was: columns,
    };
    const tableOptions = fc.dictionary(
      fc.constantFrom("engine", "strict"),
      fc.option(fc.oneof(text, fc.boolean())),
      {
        maxKeys: 2,
      },
    );
    return {
      addColumn: having<Omit<OperationMap["addColumn"], "ifNotExists">, "kind" | "table" | "column">(adding, [
        "kind",
        "table",
        "column",
      ]),
      dropColumn: having<
        Omit<OperationMap["dropColumn"], "ifExists" | "nameOnly">,
        "kind" | "table" | "column"
      >({ kind: fc.constant("dropColumn" as const), table: owner, column, place }, [
        "kind",
        "table",
        "column",
      ]),
      alterColumn: having<OperationMap["alterColumn"], "kind" | "table" | "column" | "to">(altering, [
        "kind",
        "table",
        "column",
        "to",
      ]),
      renameColumn: renamed("renameColumn"),
      placeColumns: having<OperationMap["placeColumns"], "kind" | "table" | "to">(placing, [
        "kind",
        "table",
        "to",
      ]),
      createPrimaryKey: about("createPrimaryKey", "primaryKey", primaryKey),
      dropPrimaryKey: about("dropPrimaryKey", "primaryKey", primaryKey),
      createUnique: about("createUnique", "unique", unique),
      dropUnique: about("dropUnique", "unique", unique),
      createCheck: about("createCheck", "check", check),
      dropCheck: about("dropCheck", "check", check),
      createExclusion: about("createExclusion", "exclusion", exclusion),
      dropExclusion: about("dropExclusion", "exclusion", exclusion),
      createForeignKey: about("createForeignKey", "foreignKey", foreignKey),
      dropForeignKey: about("dropForeignKey", "foreignKey", foreignKey),
      alterForeignKey: fc.record({
        kind: fc.constant("alterForeignKey" as const),
        table: owner,
        name,
        to: fc.record({ deferrable: fc.option(deferrable) }),
        was: fc.record({ deferrable: fc.option(deferrable) }),
      }) as Arbitrary<OperationMap["alterForeignKey"]>,
      renameConstraint: renamed("renameConstraint"),
      validateConstraint: about("validateConstraint", "name", name),
      createIndex: about("createIndex", "index", index),
      dropIndex: about("dropIndex", "index", index),
      renameIndex: renamed("renameIndex"),
      setTableComment: fc.record({
        kind: fc.constant("setTableComment" as const),
        table: owner,
        to: fc.option(text),
        was: fc.option(text),
      }),
      setTableOptions: fc.record({
        kind: fc.constant("setTableOptions" as const),
        table: owner,
        to: tableOptions,
        was: tableOptions,
      }),
    };
  };
  const batch = (target: QualifiedName) =>
    having<NonNullable<OperationMap["alterTable"]["batch"]>, "recreate">(
      {
        recreate: fc.constantFrom("auto", "always", "never"),
        copyFrom: table.map((described) => ({ ...described, ...target })),
        reflect: having({ columns: fc.array(column, { minLength: 1, maxLength: 2 }), primaryKey }, []),
        naming: fc.dictionary(fc.constantFrom("unique", "check", "foreignKey"), text, { maxKeys: 2 }),
      } as never,
      ["recreate"],
    );
  return {
    batch,
    name,
    text,
    sql,
    qualified,
    table,
    view,
    sequence,
    sequenceChange,
    enum: enumType,
    changes,
  };
}

function typeArbitrary(name: Arbitrary<string>): Arbitrary<ColumnType> {
  const own = { name: fc.constantFrom("integer", "text", "timestamptz", "") };
  return fc.oneof(
    fc.record(own),
    fc.nat(999).map((length) => ({ name: "varchar", arguments: [length] })),
    fc.record({ name: fc.constant("numeric"), arguments: fc.tuple(fc.nat(38), fc.nat(9)) }),
    fc.constant({ name: "int", modifiers: ["unsigned"] }),
    fc.constant({ name: "text", dimensions: 1 }),
    fc.record({ name, schema: fc.option(name) }),
  );
}
