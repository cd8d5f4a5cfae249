import type { ColumnType, TypeCodec } from "@typeorm-autogen/model";
import type { ScriptLanguage } from "@typeorm-autogen/ops";

const shape =
  /^(?:("(?:[^"]|"")*"|null)\.)?("(?:[^"]|"")*"|[^"([]*?)(?:\(([^)]*)\))?((?: [a-z]+)*)((?:\[\])*)$/;

const open = (text: string) => text.slice(1, -1).replaceAll('""', '"');
const close = (text: string) => `"${text.replaceAll('"', '""')}"`;

/**
 * Types of no server in particular, for laws below the dialects: `varchar(20)`, `integer unsigned`, `text[]`, and
 * user-defined ones always in quotes, `null."mood"` in the default schema.
 */
export const plainTypes: TypeCodec = {
  print({ name, schema, arguments: args, modifiers = [], dimensions = 0 }) {
    const full = schema === undefined ? name : `${schema === null ? "null" : close(schema)}.${close(name)}`;
    const inner = args ? `(${args.join(",")})` : "";
    return full + inner + modifiers.map((word) => ` ${word}`).join("") + "[]".repeat(dimensions);
  },
  parse(text): ColumnType {
    const [, schema, name = "", args, words = "", brackets = ""] = shape.exec(text) ?? [];
    if (name === "" && text !== "") throw new Error(`no type: ${text}`);
    const modifiers = words.split(" ").slice(1);
    return {
      name: name.startsWith('"') ? open(name) : name,
      ...(schema !== undefined && { schema: schema === "null" ? null : open(schema) }),
      ...(args !== undefined && { arguments: args.split(",").map(readArgument) }),
      ...(modifiers.length > 0 && { modifiers }),
      ...(brackets !== "" && { dimensions: brackets.length / 2 }),
    };
  },
};

function readArgument(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** How scripts are read where no dialect in particular is meant. */
export const plainLanguage: ScriptLanguage = {
  split: (text) => [{ sql: text }],
  types: plainTypes,
  lexicon: {},
  literal: (value) => (typeof value === "object" ? JSON.stringify(value) : String(value)),
  database: { name: "plain", version: "1.0", defaultSchema: null },
};
