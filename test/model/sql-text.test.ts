import { identifierName, renameIdentifier, tokenizeSql, type SqlLexicon } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const pieces = [
  "'",
  '"',
  "`",
  "[",
  "]",
  "$$",
  "$a$",
  "--",
  "/*",
  "*/",
  "\\",
  "\n",
  " ",
  "E'",
  "::",
  "1e5",
  "x",
  "(",
  ".",
  "é",
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
);
const flags = fc.boolean();
const lexicon: fc.Arbitrary<SqlLexicon> = fc.record({
  backticks: flags,
  brackets: flags,
  backslashes: flags,
  dollarQuotes: flags,
});

test("tokens cover any text in order, and leave out nothing but whitespace", () => {
  fc.assert(
    fc.property(text, lexicon, (sql, dialect) => {
      let position = 0;
      for (const token of tokenizeSql(sql, dialect)) {
        expect(sql.slice(position, token.start).trim()).toBe("");
        expect(token.end).toBeGreaterThan(token.start);
        expect(token.text).toBe(sql.slice(token.start, token.end));
        position = token.end;
      }
      expect(sql.slice(position).trim()).toBe("");
    }),
    { numRuns: 2000 },
  );
});

test.each<[string, SqlLexicon, readonly string[]]>([
  ["a = 'it''s' -- note", {}, ["word a", "operator =", "string 'it''s'", "comment -- note"]],
  [String.raw`E'\'' || 'x\'`, {}, [String.raw`string E'\''`, "operator ||", String.raw`string 'x\'`]],
  [String.raw`'x\'y'`, { backslashes: true }, [String.raw`string 'x\'y'`]],
  ["$a$ $$ $a$::text", { dollarQuotes: true }, ["string $a$ $$ $a$", "operator ::", "word text"]],
  [
    '"a""b".`c` [d]',
    { backticks: true, brackets: true },
    ['quoted "a""b"', "operator .", "quoted `c`", "quoted [d]"],
  ],
  ["/* a /* b */ c */ 1.5e-3", {}, ["comment /* a /* b */ c */", "number 1.5e-3"]],
])("reads %s", (sql, dialect, expected) => {
  expect(tokenizeSql(sql, dialect).map(({ kind, text }) => `${kind} ${text}`)).toEqual(expected);
});

test("an identifier's name has its quotes undone", () => {
  const names = tokenizeSql('"a""b" `c``d` [e f] g 1', { backticks: true, brackets: true }).map(
    identifierName,
  );
  expect(names).toEqual(['a"b', "c`d", "e f", "g", undefined]);
});

test.each([
  ["price > 0", "cost > 0"],
  ['"price" > 0 AND price < 9', '"cost" > 0 AND cost < 9'],
  ["'price' = \"price\" -- price", "'price' = \"cost\" -- price"],
  ["price(price)", "price(cost)"],
  ["x::price = y::app.price", "x::price = y::app.price"],
  ["CAST(price AS price)", "CAST(cost AS price)"],
  ['price COLLATE "price"', 'cost COLLATE "price"'],
  ["price '5'", "price '5'"],
  ["price.price > 0", "price.cost > 0"],
  ["(address).price > 0", "(address).price > 0"],
  ["PRICES > 0", "PRICES > 0"],
])("renames the column price in %s", (before, after) => {
  expect(renameIdentifier(before, "price", "cost")).toBe(after);
});

test("a new name that SQL would misread is quoted", () => {
  expect(renameIdentifier("price > 0", "price", "order")).toBe('"order" > 0');
  expect(renameIdentifier("price > 0", "price", "unitPrice")).toBe('"unitPrice" > 0');
  expect(renameIdentifier("`price` > 0", "price", "a`b")).toBe("`a``b` > 0");
});

test("renaming a quoted column there and back restores the text", () => {
  const expression = fc.array(
    fc.constantFrom('"price"', "'x'", "AND", "(", ")", "price_2", '"other"', "||", "5"),
  );
  fc.assert(
    fc.property(expression, (parts) => {
      const sql = parts.join(" ");
      expect(renameIdentifier(renameIdentifier(sql, "price", "fresh"), "fresh", "price")).toBe(sql);
      expect(renameIdentifier(sql, "absent", "fresh")).toBe(sql);
    }),
  );
});
