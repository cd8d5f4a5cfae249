import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { describeCases, type Case } from "./cases.js";
import { describeRepeats, type Declaration } from "./repeats.js";

// The names are those of docs/alembic-cases.md.

type Shape = Readonly<Record<string, unknown>>;

const onPostgres = ({ dialect }: Target) => dialect === "postgres";
const onSqlite = ({ dialect }: Target) => dialect === "sqlite";
const unlessMysql = ({ dialect }: Target) => dialect !== "mysql";

const model =
  (column: Shape) =>
  (name: string): readonly Entity[] => [
    { name, columns: { id, a: { nullable: true, ...column } as Entity["columns"][string] } },
  ];
const varchar = (length?: number): Shape => ({ type: "varchar", ...(length !== undefined && { length }) });
const decimal = (precision?: number, scale?: number): Shape => ({
  type: "decimal",
  ...(precision !== undefined && { precision }),
  ...(scale !== undefined && { scale }),
});
const plain = (type: string): Shape => ({ type });

const pair = (title: string, from: Shape, to: Shape, is: Case["is"], on?: Case["on"]): Case => ({
  title,
  before: model(from),
  after: model(to),
  is,
  ...(on && { on }),
});
const equal = (title: string, from: Shape, to: Shape, on?: Case["on"]) => pair(title, from, to, [], on);
const different = (title: string, from: Shape, to: Shape, on?: Case["on"]) =>
  pair(title, from, to, ["alterColumn"], on);

describeCases("compare_type", [
  equal("equal: varchar(30) = varchar(30)", varchar(30), varchar(30)),
  different("equal: varchar(30) and varchar are not one type here", varchar(30), varchar(), unlessMysql),
  different(
    "equal: decimal(10,5) and decimal(10) are not one type here",
    decimal(10, 5),
    decimal(10),
    unlessMysql,
  ),
  different("equal: decimal(10) and decimal(10,5) are not one type here", decimal(10), decimal(10, 5)),
  equal(
    "equal: decimal(10,5) = numeric(10,5)",
    decimal(10, 5),
    { ...decimal(10, 5), type: "numeric" },
    onPostgres,
  ),
  equal("equal: integer = integer", plain("integer"), plain("integer")),
  equal("equal: int = integer", plain("int"), plain("integer"), ({ dialect }) => dialect !== "sqlite"),
  equal("equal: bigint = bigint", plain("bigint"), plain("bigint")),
  different("different: varchar(30) to varchar(40)", varchar(30), varchar(40)),
  different("different: varchar(30) to integer", varchar(30), plain("integer")),
  different("different: text to varchar(255)", plain("text"), varchar(255)),
  different("different: decimal(10,5) to decimal(10,6)", decimal(10, 5), decimal(10, 6)),
  different("different: decimal(10,5) to decimal(12,5)", decimal(10, 5), decimal(12, 5)),
  different("different: bigint to integer", plain("bigint"), plain("integer")),
  different("different: bigint to smallint", plain("bigint"), plain("smallint")),
  different("different: integer to smallint", plain("integer"), plain("smallint")),
  different("different: integer to varchar", plain("integer"), varchar(20)),
  different("string_comparisons: char and varchar(1)", { type: "char", length: 1 }, varchar(1), onPostgres),
  equal(
    "string_comparisons: character varying = varchar",
    { type: "character varying", length: 6 },
    varchar(6),
    onPostgres,
  ),
  equal(
    "string_comparisons: one collation",
    { ...varchar(6), collation: "C" },
    { ...varchar(6), collation: "C" },
    onPostgres,
  ),
  different(
    "string_comparisons: another collation",
    { ...varchar(6), collation: "C" },
    { ...varchar(6), collation: "POSIX" },
    onPostgres,
  ),
  different(
    "string_comparisons: another collation",
    { ...varchar(6), collation: "NOCASE" },
    { ...varchar(6), collation: "RTRIM" },
    onSqlite,
  ),
  equal(
    "datetime_comparisons: timestamp = timestamp without time zone",
    plain("timestamp"),
    plain("timestamp without time zone"),
    onPostgres,
  ),
  different("datetime_comparisons: a zone comes", plain("timestamp"), plain("timestamptz"), onPostgres),
  different(
    "datetime_comparisons: a zone goes",
    plain("timestamp with time zone"),
    plain("timestamp"),
    onPostgres,
  ),
  different("numeric_comparisons: integer and numeric(8,0)", plain("integer"), decimal(8, 0)),
  different("numeric_comparisons: numeric(8,0) and numeric(8,2)", decimal(8, 0), decimal(8, 2)),
  different("numeric_comparisons: smallint and integer", plain("smallint"), plain("integer")),
  equal("PG1: float = double precision", plain("float"), plain("double precision"), onPostgres),
  equal("PG1: float8 = double precision", plain("float8"), plain("double precision"), onPostgres),
]);

const bare = (names: string): readonly Shape[] => names.split(", ").map(plain);

const types: Readonly<Record<Target["dialect"], readonly Shape[]>> = {
  postgres: [
    ...bare(
      "int, smallint, bigint, text, float, real, numeric, decimal, boolean, date, time, timestamp, timetz",
    ),
    ...bare(
      "timestamptz, interval, bytea, json, jsonb, uuid, varchar, char, inet, cidr, macaddr, point, box",
    ),
    ...bare("int4range, tsvector, xml, money, bit, varbit, simple-json, simple-array"),
    varchar(30),
    { type: "char", length: 3 },
    decimal(10, 5),
    { type: "timestamp", precision: 0 },
    { type: "simple-enum", enum: ["a", "b"] },
    { type: "text", array: true },
  ],
  sqlite: [
    ...bare(
      "int, integer, tinyint, smallint, mediumint, bigint, unsigned big int, int2, int8, character, varchar",
    ),
    ...bare(
      "nchar, text, blob, clob, real, double, double precision, float, numeric, decimal, boolean, date",
    ),
    ...bare("time, datetime, json, simple-json, simple-array"),
    varchar(30),
    decimal(10, 5),
    { type: "simple-enum", enum: ["a", "b"] },
  ],
  mysql: [
    ...bare("int, tinyint, smallint, mediumint, bigint, text, tinytext, mediumtext, longtext, float, double"),
    ...bare(
      "decimal, boolean, date, time, datetime, timestamp, year, json, blob, longblob, varchar, char, binary",
    ),
    ...bare("varbinary, bit, point, geometry, simple-json, simple-array"),
    varchar(30),
    decimal(10, 5),
    { type: "int", unsigned: true },
    { type: "datetime", precision: 3 },
    { type: "enum", enum: ["a", "b"] },
    { type: "set", enum: ["a", "b"] },
  ],
};

describeRepeats(
  "introspected_columns_match",
  (Object.keys(types) as Target["dialect"][]).flatMap((dialect) =>
    types[dialect].map((column, at): Declaration => ({
      title: Object.values(column).join(" "),
      entities: [
        {
          name: `type_${dialect}_${at}`,
          columns: { id, a: column, b: { ...column, nullable: true } },
        },
      ],
      on: (target) => target.dialect === dialect,
    })),
  ),
);
