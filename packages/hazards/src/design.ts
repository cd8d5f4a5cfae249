import {
  equal,
  findTable,
  formatName,
  type Column,
  type ForeignKey,
  type IndexDefinition,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import { columnName } from "./lost-data.js";
import { padding } from "./padding.js";
import type { Finding, Site } from "./site.js";

/** What is better made another way, told by the schema as all operations of the set leave it. */
export function design(site: Site, after: Schema | null): readonly Finding[] {
  const { op, dialect } = site;
  switch (op.kind) {
    case "createTable":
      return [
        ...tableDesign(op.table),
        ...rowDesign(site, op.table),
        ...op.table.foreignKeys.flatMap((key) =>
          keyDesign(site, tableAfter(after, op.table) ?? op.table, key, after),
        ),
        ...op.table.columns.flatMap((column) => columnDesign(dialect.name, op.table, column)),
      ];
    case "createForeignKey": {
      const table = tableAfter(after, op.table);
      return table ? keyDesign(site, table, op.foreignKey, after) : [];
    }
    case "createIndex": {
      const table = tableAfter(after, op.table);
      return table ? indexDesign(table, op.index) : [];
    }
    case "addColumn":
      return columnDesign(dialect.name, op.table, op.column);
    case "createEnum":
      return [
        {
          rule: "create-enum",
          object: formatName(op.enum),
          message: "values come easily and never go: removing one builds the type and its columns anew",
          safe: "a table of values, or text with a check, where values will go",
        },
      ];
    default:
      return [];
  }
}

function tableAfter(
  schema: Schema | null,
  name: Table | (LeafOperation & { kind: "createIndex" })["table"],
): Table | undefined {
  return schema ? findTable(schema, name) : undefined;
}

function tableDesign(table: Table): readonly Finding[] {
  const object = formatName(table);
  if (!table.primaryKey)
    return [
      {
        rule: "table-without-pk",
        object,
        message: "has no primary key: replication and tools that work row by row need one",
      },
    ];
  const [only, ...others] = table.primaryKey.columns;
  const key = table.columns.find(({ name }) => name === only);
  const counts = key?.autoincrement ?? key?.identity;
  const small = key && /^(?:smallint|integer|int|mediumint)$/.test(key.type.name);
  if (others.length > 0 || !counts || !small) return [];
  return [
    {
      rule: "int-primary-key",
      object: columnName(table, key.name),
      message: `counts in ${key.type.name}: the last number is ${lastNumber(key.type.name)}`,
      safe: "bigint costs four bytes a row and spares the migration",
    },
  ];
}

function lastNumber(type: string): string {
  if (type === "smallint") return "32,767";
  return type === "mediumint" ? "8,388,607" : "2,147,483,647";
}

// MySQL and MariaDB make the index themselves.
function keyDesign(
  { dialect, facts }: Site,
  table: Table,
  key: ForeignKey,
  after: Schema | null,
): readonly Finding[] {
  const object = columnName(table, key.columns.join(", "));
  const missing =
    dialect.name !== "mysql" && !leadsIndex(table, key.columns)
      ? [
          {
            rule: "missing-fk-index",
            object,
            message: `no index leads with it: deletes on ${formatName(key.references)} scan ${table.name}`,
            safe: `declare @Index() on ${key.columns.length === 1 ? "the relation's column" : "these columns, in this order"}`,
          } as const,
        ]
      : [];
  const target = tableAfter(after, key.references as Table);
  const pairs = dialect.rules(facts).pairsInForeignKey;
  const typeOf = (of: Table | undefined, name: string | undefined) =>
    of?.columns.find((column) => column.name === name)?.type;
  const unlike = key.columns.flatMap((column, i) => {
    const [own, other] = [typeOf(table, column), typeOf(target, key.referencedColumns[i])];
    if (!own || !other || equal(own, other) || !pairs?.(own, other)) return [];
    const [from, to] = [own, other].map((type) => dialect.types.print(type));
    return [
      {
        rule: "fk-type-mismatch",
        object: columnName(table, column),
        message: `is ${from} and refers to ${to}: a value that fits the one may not fit the other`,
      } as const,
    ];
  });
  return [...missing, ...unlike];
}

function leadsIndex(table: Table, columns: readonly string[]): boolean {
  const lists = [
    table.primaryKey?.columns ?? [],
    ...table.uniques.map((unique) => unique.columns),
    ...table.indexes
      .filter(({ where }) => where === undefined)
      .map(({ parts }) => parts.map(({ column }) => column ?? "")),
  ];
  return lists.some((list) => equal(list.slice(0, columns.length).sort(), [...columns].sort()));
}

function indexDesign(table: Table, index: IndexDefinition): readonly Finding[] {
  const object = columnName(table, index.name);
  const { parts } = index;
  const wide = !index.unique && index.method === undefined && parts.length > 3;
  const other = table.indexes.find((one) => one.name !== index.name && covers(one, index));
  const constraint = [table.primaryKey, ...table.uniques].find(
    (key) =>
      key &&
      isPlain(index) &&
      equal(
        key.columns.slice(0, parts.length),
        parts.map(({ column }) => column),
      ),
  );
  const twin = other?.name ?? constraint?.name ?? (constraint && "the primary key");
  return [
    ...(wide
      ? [
          {
            rule: "index-too-wide",
            object,
            message: `has ${parts.length} columns: rarely more than three help`,
          } as const,
        ]
      : []),
    ...(twin === undefined
      ? []
      : [
          {
            rule: "duplicate-index",
            object,
            message: `${twin} serves the same queries: every write pays for both`,
          } as const,
        ]),
  ];
}

function isPlain({ unique, where, method, parts }: IndexDefinition): boolean {
  return (
    !unique &&
    where === undefined &&
    method === undefined &&
    parts.every((part) => Object.keys(part).length === 1)
  );
}

function covers(one: IndexDefinition, index: IndexDefinition): boolean {
  if (index.unique || one.method !== index.method || one.where !== index.where) return false;
  return equal(one.parts.slice(0, index.parts.length), index.parts);
}

// What the table is kept in, row by row.
function rowDesign({ dialect }: Site, table: Table): readonly Finding[] {
  const object = formatName(table);
  if (dialect.name === "mysql") {
    const engine = String(table.options?.["engine"] ?? "InnoDB");
    if (!/^(?:myisam|aria|memory|csv|archive|blackhole|merge)$/i.test(engine)) return [];
    return [
      {
        rule: "engine-without-transactions",
        object,
        message: `${engine} has no transactions: what fails half way stays half done`,
      },
    ];
  }
  if (dialect.name !== "postgres") return [];
  const { now, least } = padding(table.columns);
  if (now - least < 8) return [];
  return [
    {
      rule: "fields-alignment",
      object,
      message: `loses ${now} bytes a row between its columns, and ${least} where the wide ones stand first`,
    },
  ];
}

function columnDesign(dialect: string, table: QualifiedName, column: Column): readonly Finding[] {
  const object = columnName(table, column.name);
  if (dialect === "mysql") return zeroDate(object, column);
  if (dialect !== "postgres") return [];
  if (column.type.name === "json") {
    return [
      {
        rule: "json-column",
        object,
        message: "json has no equality and no index of its own: DISTINCT and GROUP BY fail on it",
        safe: "jsonb, unless the text has to stay letter by letter",
      },
    ];
  }
  const instead = column.autoincrement
    ? "an identity column belongs to the table alone"
    : newerTypes[column.type.name];
  if (instead === undefined) return [];
  const name = column.autoincrement ? "serial" : column.type.name;
  return [{ rule: "old-type", object, message: `is ${name}: ${instead}` }];
}

/** Types that PostgreSQL's own advice is against: https://wiki.postgresql.org/wiki/Don%27t_Do_This */
const newerTypes: Readonly<Record<string, string>> = {
  timestamp: "timestamptz says which moment it means",
  timetz: "timestamptz, as a time zone means little without a date",
  char: "text keeps what is written, without blanks at the end",
  money: "numeric does not depend on the locale of the server",
};

function zeroDate(object: string, { default: value }: Column): readonly Finding[] {
  if (value === undefined || !/'0000-00-00/.test(value)) return [];
  return [
    {
      rule: "zero-date",
      object,
      message: "has a zero for its default: under strict mode later changes of the table are refused",
      safe: "NULL, or a real date",
    },
  ];
}
