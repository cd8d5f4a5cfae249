import type { View } from "@typeorm-autogen/model";
import { TokenCursor } from "./token-cursor.js";

/** Reads the text of a CREATE VIEW as SQLite keeps it (https://sqlite.org/lang_createview.html). Throws UnreadableSqlError. */
export function parseCreateView(sql: string, name: string): View {
  const cursor = new TokenCursor(sql);
  cursor.expect("create");
  cursor.expect("view");
  cursor.accept("if", "not", "exists");
  cursor.name();
  if (cursor.accept(".")) cursor.name();
  const columns = cursor.sees("(") ? cursor.names() : undefined;
  cursor.expect("as");
  return { schema: null, name, definition: cursor.remainder(), ...(columns && { columns }) };
}
