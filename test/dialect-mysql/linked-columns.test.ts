import { compare, defaultCompareOptions } from "@typeorm-autogen/compare";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { emptySchema, qualify, table, type Column, type Schema } from "@typeorm-autogen/model";
import { reverse } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type: mysql.types.parse(type),
  nullable: false,
  ...more,
});

/** Users of countries: the key of one and what refers to it in the other. */
const countries = (type: string, more: Partial<Column> = {}): Schema => ({
  ...emptySchema,
  tables: [
    table(qualify("countries"), { columns: [column("code", type, more)], primaryKey: { columns: ["code"] } }),
    table(qualify("users"), {
      columns: [column("id", "int"), column("country", type, { nullable: true, ...more })],
      primaryKey: { columns: ["id"] },
      foreignKeys: [
        {
          name: "FK_country",
          columns: ["country"],
          references: qualify("countries"),
          referencedColumns: ["code"],
          onDelete: "set null",
        },
      ],
    }),
  ],
});

const changes: readonly (readonly [title: string, from: Schema, to: Schema])[] = [
  ["longer text", countries("varchar(20)"), countries("varchar(40)")],
  ["a bigger number", countries("int"), countries("bigint")],
  ["a number without a sign", countries("int"), countries("int unsigned")],
  ["another collation", countries("varchar(20)"), countries("varchar(20)", { collation: "utf8mb4_bin" })],
];

describe.each(mysqlTargets)("columns that a foreign key links, on $name,", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  const find = async (declared: Schema) => {
    const options = {
      ...defaultCompareOptions,
      answers: { ...defaultCompareOptions.answers, acceptDataLoss: true },
    };
    return compare(
      await database.read(),
      mysql.normalise(declared, database.facts),
      mysql.rules(database.facts),
      options,
    ).operations;
  };

  test.each(changes)("become %s with their rows, and go back", async (_, from, to) => {
    await database.build(from);
    const before = await database.dump();
    await database.connection.execute("INSERT INTO countries VALUES ('1'), ('2')");
    await database.connection.execute("INSERT INTO users VALUES (1, '2'), (2, NULL)");
    const operations = await find(to);
    await database.apply(operations);
    expect(await find(to)).toEqual([]);
    const [row] = await database.connection.query("SELECT country + 0 AS country FROM users WHERE id = 1");
    expect(Number(row?.["country"])).toBe(2);
    await database.apply(reverse(operations));
    expect(await database.dump()).toBe(before);
  });
});
