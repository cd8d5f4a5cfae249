/**
 * The statements of a database's dump but those of Autogen's own tables, which stay after `downgrade base`, and of the
 * table that SQLite keeps for good from the first AUTOINCREMENT on (https://sqlite.org/autoinc.html).
 */
export function foreignStatements(dump: string): readonly string[] {
  const statements = dump.split(/\n(?=CREATE |ALTER |COMMENT |-- )/);
  return statements.filter(
    (statement) => statement !== "" && !/autogen_|\bsqlite_sequence\b/.test(statement),
  );
}
