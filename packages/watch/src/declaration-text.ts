import type { Declaration } from "@typeorm-autogen/entities";
import { nameKey, type Table } from "@typeorm-autogen/model";

interface DeclaredTable {
  readonly table: Table;
  /** Names of its columns, and of the properties that they stand for. */
  readonly properties: ReadonlyMap<string, string>;
}

type WrittenTable = readonly [table: Table, properties: readonly (readonly [string, string])[]];

type Rest = Omit<Declaration, "properties" | "schema"> & {
  readonly schema: Omit<Declaration["schema"], "tables">;
};

/** A declaration as text: the first line is all but the tables, each of which has a line of its own. */
export function writeDeclaration({ properties, schema, ...rest }: Declaration): string {
  const { tables, ...others } = schema;
  const written = tables.map((table): WrittenTable => [table, [...(properties.get(nameKey(table)) ?? [])]]);
  return [{ ...rest, schema: others }, ...written].map((part) => JSON.stringify(part)).join("\n");
}

/** Reads what writeDeclaration wrote, again and again. A table that says the same as the last time is the same object. */
export class DeclarationReader {
  #known: ReadonlyMap<string, DeclaredTable> = new Map();

  read(text: string): Declaration {
    const [first = "", ...lines] = text.split("\n");
    const { schema, ...rest } = JSON.parse(first) as Rest;
    const declared = lines.map((line) => this.#known.get(line) ?? readTable(line));
    this.#known = new Map(declared.map((table, i) => [lines[i] ?? "", table]));
    return {
      ...rest,
      schema: { ...schema, tables: declared.map(({ table }) => table) },
      properties: new Map(declared.map(({ table, properties }) => [nameKey(table), properties])),
    };
  }
}

function readTable(line: string): DeclaredTable {
  const [table, properties] = JSON.parse(line) as WrittenTable;
  return { table, properties: new Map(properties) };
}
