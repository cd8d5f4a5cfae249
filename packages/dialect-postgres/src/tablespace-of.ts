/** The name of a relation's tablespace as SQL; NULL where it is the database's own. */
export function tablespaceOf(relation: string): string {
  return `(SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = ${relation}.reltablespace)`;
}
