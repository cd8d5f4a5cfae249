import type { Deferrable, ForeignKey, ReferentialAction } from "@typeorm-autogen/model";
import type { TokenCursor } from "./token-cursor.js";

type Reference = Omit<ForeignKey, "name" | "columns">;
type Part = Partial<Pick<ForeignKey, "onDelete" | "onUpdate" | "deferrable">>;

/** Reads what follows REFERENCES. No action is absent; so is MATCH, which SQLite parses and ignores. */
export function readReference(cursor: TokenCursor): Reference {
  const references = { schema: null, name: cursor.name() };
  const referencedColumns = cursor.sees("(") ? cursor.names() : [];
  const parts: Part[] = [];
  for (let part = readPart(cursor); part; part = readPart(cursor)) parts.push(part);
  return Object.assign({ references, referencedColumns }, ...parts) as Reference;
}

function readPart(cursor: TokenCursor): Part | undefined {
  if (cursor.accept("on", "delete")) return readAction(cursor, "onDelete");
  if (cursor.accept("on", "update")) return readAction(cursor, "onUpdate");
  if (cursor.accept("match")) return ignored(cursor.name());
  if (cursor.accept("not", "deferrable")) return ignored(readTiming(cursor));
  if (cursor.accept("deferrable")) return { deferrable: readTiming(cursor) };
  return undefined;
}

function ignored(_read: string): Part {
  return {};
}

function readAction(cursor: TokenCursor, key: "onDelete" | "onUpdate"): Part {
  const action = cursor.accept("no", "action") ? undefined : readActionName(cursor);
  return action === undefined ? {} : { [key]: action };
}

function readActionName(cursor: TokenCursor): ReferentialAction {
  if (cursor.accept("set", "null")) return "set null";
  if (cursor.accept("set", "default")) return "set default";
  if (cursor.accept("cascade")) return "cascade";
  if (cursor.accept("restrict")) return "restrict";
  throw cursor.fail("a referential action");
}

// "If not specified, DEFERRABLE means INITIALLY IMMEDIATE": https://sqlite.org/foreignkeys.html#fk_deferred
function readTiming(cursor: TokenCursor): Deferrable {
  if (!cursor.accept("initially")) return "immediate";
  if (cursor.accept("deferred")) return "deferred";
  cursor.expect("immediate");
  return "immediate";
}
