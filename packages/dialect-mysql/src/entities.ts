import type {
  ColumnTraits,
  DeclarationFacts,
  EntityDialect,
  GeneratedColumn,
  Generation,
  IndexKind,
  TableTraits,
  TypeTraits,
} from "@typeorm-autogen/entities";
import { tokenizeSql, type DialectOptions } from "@typeorm-autogen/model";
import { flavorOf } from "./flavor.js";
import { lexicon, stringValue } from "./lexicon.js";
import { namedSequences } from "./named-sequences.js";
import { identifier, quoteText } from "./sql-text.js";

/** What TypeORM's `MysqlDriver` and `MysqlQueryRunner` do with metadata. */
export const entities: EntityDialect = Object.freeze<EntityDialect>({
  namespace: "database",
  initialSchema: null,
  enums: "inline",
  arrays: false,
  comments: true,
  primaryKeyNames: false,
  charsets: "kept",
  backslashes: true,
  ignoresChecks: true,
  deferrableUniques: false,
  collapsesUniques: false,
  autoincrementIsPrimary: false,
  nameBytes: null,
  concurrentIndexes: false,
  extensions: false,
  driverState,
  typeText,
  columnOptions,
  checkText,
  indexOptions,
  generation,
  indexMethod,
  sequences: { named: namedSequences },
  tableOptions,
  extension: () => undefined,
});

// TypeORM asks for the type uuid only where its own options say mariadb, whatever the server is.
function driverState(facts: DeclarationFacts, options: Readonly<Record<string, unknown>>): object {
  const uuid = options["type"] === "mariadb" && flavorOf(facts).uuidType;
  return {
    ...(facts.defaultSchema !== null &&
      options["database"] === undefined && { database: facts.defaultSchema }),
    uuidColumnTypeSuported: uuid,
  };
}

function typeText(text: string, { unsigned, zerofill, values }: TypeTraits): string {
  const list = values === undefined ? "" : `(${values.map(quoteText).join(",")})`;
  return `${text}${list}${unsigned || zerofill ? " unsigned" : ""}${zerofill ? " zerofill" : ""}`;
}

function columnOptions({ charset, onUpdate }: ColumnTraits): DialectOptions | undefined {
  if (!charset && !onUpdate) return undefined;
  return { ...(charset && { charset }), ...(onUpdate && { onUpdate }) };
}

// TypeORM leaves checks out here, so nobody ever saw that MySQL reads "age" as text and not as the column's name.
function checkText(expression: string, columns: readonly string[]): string {
  let text = "";
  let position = 0;
  for (const token of tokenizeSql(expression, lexicon)) {
    const name = token.text.startsWith('"') ? stringValue(token.text) : undefined;
    if (name === undefined || !columns.includes(name)) continue;
    text += expression.slice(position, token.start) + identifier(name);
    position = token.end;
  }
  return text + expression.slice(position);
}

function indexOptions({ fulltext, parser }: IndexKind): DialectOptions | undefined {
  return fulltext && parser ? { parser } : undefined;
}

// Only `increment` reaches the database: TypeORM makes uuids itself, and `identity` or `rowid` are nothing here.
function generation({ strategy }: GeneratedColumn): Generation {
  return strategy === "increment" ? { kind: "autoincrement" } : { kind: "application" };
}

function indexMethod({ spatial, fulltext }: IndexKind): string | undefined {
  if (spatial) return "spatial";
  return fulltext ? "fulltext" : undefined;
}

function tableOptions({ engine }: TableTraits): DialectOptions | undefined {
  return engine ? { engine } : undefined;
}
