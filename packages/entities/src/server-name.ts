/**
 * The name as the server keeps it: cut to so many bytes, never through the middle of a character.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
export function serverName(name: string, bytes: number | null): string {
  if (bytes === null || name.length * 3 <= bytes || Buffer.byteLength(name) <= bytes) return name;
  const buffer = Buffer.from(name);
  let end = bytes;
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end--;
  return buffer.toString("utf8", 0, end);
}
