import { table, type Column, type ColumnType } from "@typeorm-autogen/model";
import { reverse, type Operation } from "@typeorm-autogen/ops";
import type { ScriptDescription } from "@typeorm-autogen/render";
import { plainTypes } from "../laws/plain-types.js";

/** Small revisions as a reviewer meets them; their scripts stand in fixtures/scripts. */
export interface Story extends Partial<ScriptDescription> {
  readonly upgrade: readonly Operation[];
}

const name = (text: string, schema: string | null = null) => ({ schema, name: text });

function column(named: string, type: string | ColumnType, more: Partial<Column> = {}): Column {
  return {
    name: named,
    type: typeof type === "string" ? plainTypes.parse(type) : type,
    nullable: false,
    ...more,
  };
}

const orders = table(name("orders"), {
  columns: [
    column("id", "bigint", { identity: { mode: "always" } }),
    column("customer_id", "integer"),
    column("status", "order_status", { default: "'new'" }),
    column("note", "text", { nullable: true, comment: "shown to the customer" }),
    column("created_at", "timestamptz", { default: "now()" }),
  ],
  primaryKey: { name: "PK_orders", columns: ["id"] },
  foreignKeys: [
    {
      name: "FK_orders_customer",
      columns: ["customer_id"],
      references: name("customers"),
      referencedColumns: ["id"],
      onDelete: "cascade",
    },
  ],
  checks: [{ name: "CHK_orders_note", expression: "char_length(note) < 500" }],
  indexes: [{ name: "IDX_orders_customer_id", parts: [{ column: "customer_id" }] }],
});

const createOrders: Story = {
  message: "Orders",
  server: "PostgreSQL 15",
  verified: "converges, reverses, keeps rows (b1946ac9)",
  notes: ["warning  missing-fk-index  orders.customer_id: deletes on customers scan orders"],
  upgrade: [
    { kind: "createEnum", enum: { ...name("order_status"), values: ["new", "paid", "shipped"] } },
    { kind: "createTable", table: orders },
  ],
};

const longerEmail: Story = {
  message: "Longer e-mail addresses",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "alterTable",
      table: name("customers"),
      changes: [
        { kind: "renameColumn", table: name("customers"), from: "name", to: "full_name" },
        {
          kind: "alterColumn",
          table: name("customers"),
          column: "email",
          to: { type: plainTypes.parse("varchar(320)") },
          was: { type: plainTypes.parse("varchar(120)"), nullable: false },
        },
        {
          kind: "alterColumn",
          table: name("customers"),
          column: "age",
          to: { type: plainTypes.parse("integer"), nullable: false, default: "0" },
          was: { type: plainTypes.parse("varchar(3)"), nullable: true, comment: "in years" },
          using: "NULLIF(age, '')::integer",
          usingBack: "age::varchar(3)",
          backfill: "0",
        },
        {
          kind: "createIndex",
          table: name("customers"),
          index: { name: "IDX_customers_email", parts: [{ column: "email" }], unique: true },
        },
      ],
    },
  ],
};

const requiredColumn: Story = {
  message: "Every customer has a country",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "addColumn",
      table: name("customers"),
      column: column("country", "char(2)", { comment: "ISO 3166-1" }),
      backfill: "'NL'",
    },
    {
      kind: "alterTable",
      table: name("customers"),
      changes: [
        {
          kind: "dropColumn",
          table: name("customers"),
          column: column("address", "text", { nullable: true }),
        },
        {
          kind: "setTableComment",
          table: name("customers"),
          to: "who may order",
          was: null,
        },
        {
          kind: "setTableOptions",
          table: name("customers"),
          to: { strict: true, withoutRowid: null },
          was: { strict: null, withoutRowid: true },
        },
      ],
    },
  ],
  notes: ["destructive  drop-column  customers.address: its values are lost"],
};

const renames: Story = {
  message: "Say customer instead of user",
  server: "PostgreSQL 15",
  upgrade: [
    { kind: "renameTable", from: name("users"), to: name("customers") },
    { kind: "renameEnum", from: name("user_kind"), to: name("customer_kind") },
    {
      kind: "alterTable",
      table: name("customers"),
      changes: [
        { kind: "renameConstraint", table: name("customers"), from: "PK_users", to: "PK_customers" },
        { kind: "renameIndex", table: name("customers"), from: "IDX_users_email", to: "IDX_customers_email" },
      ],
    },
  ],
};

const changedEnum: Story = {
  message: "Moods without sadness",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "alterEnum",
      enum: name("mood"),
      from: ["happy", "sad"],
      to: ["happy", "blue", "calm"],
      map: { sad: "blue" },
      columns: [{ table: name("people"), column: "mood" }],
    },
    {
      kind: "alterEnum",
      enum: name("level", "app"),
      from: ["low", "mid", "high"],
      to: ["low", "high"],
      map: { mid: "low" },
      columns: [
        { table: name("tickets", "app"), column: "level", default: "'mid'" },
        { table: name("tickets", "app"), column: "levels", default: "'{}'", dimensions: 1 },
      ],
    },
  ],
};

const secondSchema: Story = {
  message: "An audit trail in a schema of its own",
  server: "PostgreSQL 15",
  branchLabels: ["audit"],
  dependsOn: ["9d8c7b6a5f4e"],
  upgrade: [
    { kind: "createSchema", name: "audit" },
    { kind: "createExtension", name: "uuid-ossp" },
    { kind: "createSequence", sequence: { ...name("entry_number", "audit"), start: "1000", cycle: true } },
    {
      kind: "createTable",
      table: table(name("entries", "audit"), {
        columns: [
          column("id", "uuid", { default: "uuid_generate_v4()" }),
          column("number", "bigint", { default: "nextval('audit.entry_number'::regclass)" }),
          column("orderId", "bigint"),
          column("before", "jsonb", { nullable: true }),
          column("after", "jsonb", { nullable: true }),
        ],
        primaryKey: { name: "PK_entries", columns: ["id"] },
        uniques: [{ name: "UQ_entries_number", columns: ["number"], deferrable: "deferred" }],
        foreignKeys: [
          {
            name: "FK_6d1b9d8b1d1e8b7c5f1a2b3c4d5",
            columns: ["orderId"],
            references: name("orders"),
            referencedColumns: ["id"],
            onDelete: "set null",
            onUpdate: "cascade",
          },
        ],
        comment: "what was changed, and when",
      }),
    },
  ],
};

const generatedColumn: Story = {
  message: "Full names",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "alterTable",
      table: name("customers"),
      changes: [
        {
          kind: "addColumn",
          table: name("customers"),
          column: column("full_name", "text", {
            nullable: true,
            generated: { expression: "first_name || ' ' || last_name", stored: true },
          }),
        },
        {
          kind: "alterColumn",
          table: name("customers"),
          column: "number",
          to: { identity: { mode: "byDefault", start: "1000" }, default: null },
          was: { type: { name: "integer" }, nullable: false, default: "nextval('numbers'::regclass)" },
        },
      ],
    },
    {
      kind: "setTypeormMetadata",
      row: { table: "customers", schema: null, type: "GENERATED_COLUMN", name: "full_name" },
      to: "first_name || ' ' || last_name",
      was: null,
    },
    {
      kind: "setTypeormMetadata",
      row: { table: null, schema: null, type: "VIEW", name: "active_customers" },
      to: "SELECT id, full_name\nFROM customers\nWHERE active",
      was: "SELECT id\nFROM customers\nWHERE active",
    },
  ],
};

const indexes: Story = {
  message: "Find orders faster",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "createIndex",
      table: name("orders"),
      index: {
        name: "IDX_orders_open",
        parts: [{ column: "created_at" }],
        where: "status <> 'shipped'",
        concurrently: true,
      },
    },
    {
      kind: "alterTable",
      table: name("orders"),
      changes: [
        {
          kind: "createIndex",
          table: name("orders"),
          index: {
            name: "IDX_orders_note",
            parts: [{ expression: "lower(note)", operatorClass: "text_pattern_ops" }],
          },
        },
        {
          kind: "createIndex",
          table: name("orders"),
          index: {
            name: "IDX_orders_customer_recent",
            parts: [{ column: "customer_id" }, { column: "created_at", descending: true, nulls: "last" }],
            include: ["status"],
            options: { fillfactor: 70 },
          },
        },
        {
          kind: "dropIndex",
          table: name("orders"),
          index: { name: "IDX_orders_customer_id", parts: [{ column: "customer_id" }] },
        },
      ],
    },
  ],
};

const onSqlite: Story = {
  message: "Settings",
  server: "SQLite 3.46",
  downRevisions: [],
  upgrade: [
    {
      kind: "createTable",
      table: table(name("setting"), {
        columns: [
          column("id", "integer", { autoincrement: true }),
          column("key", "varchar(255)"),
          column("kind", "varchar", { default: "'text'" }),
          column("updatedAt", "datetime", { default: "datetime('now')" }),
        ],
        primaryKey: { columns: ["id"] },
        uniques: [{ name: "UQ_setting_key", columns: ["key"] }],
        checks: [{ expression: `"kind" IN ('text','number')` }],
        options: { strict: true },
      }),
    },
  ],
};

const merge: Story = {
  message: "Merge audit and shop",
  downRevisions: ["3f9c1a2b4d5e", "9d8c7b6a5f4e"],
  upgrade: [],
};

const hostile: Story = {
  message: "Names */ that `bite` ${process.exit(1)}\nand a second line \u202Ethat reads backwards",
  server: "PostgreSQL 15",
  upgrade: [
    {
      kind: "createTable",
      table: table(name('it\'s a "table"'), {
        columns: [
          column("a.b", "text", { comment: "*/ process.exit(1) /*\nsecond line" }),
          column("__proto__", "text", {
            default: "'`${process.exit(1)}`'\n|| '\\'",
            options: { ["__proto__"]: "x" },
          }),
        ],
      }),
    },
    { kind: "renameTable", from: name("a.b"), to: name("日本語", "別の") },
    { kind: "execute", sql: "UPDATE t\nSET a = '`${b}`'\nWHERE c = '\u2028'" },
  ],
  downgrade: [],
};

/** Every story by the name of its file. */
export const stories: Readonly<Record<string, Story>> = {
  "create-orders": createOrders,
  "longer-email": longerEmail,
  "required-column": requiredColumn,
  renames,
  "changed-enum": changedEnum,
  "second-schema": secondSchema,
  "generated-column": generatedColumn,
  indexes,
  "on-sqlite": onSqlite,
  merge,
  hostile,
};

/** The whole description of a story; what it leaves open is the same everywhere. */
export function describeStory(story: Story): ScriptDescription {
  return {
    message: "",
    revision: "3f9c1a2b4d5e",
    downRevisions: ["a81be0c2f7d4"],
    branchLabels: [],
    dependsOn: [],
    createdAt: new Date("2026-11-22T10:30:00Z"),
    notes: [],
    downgrade: story.downgrade ?? reverse(story.upgrade),
    types: plainTypes,
    ...story,
  };
}
