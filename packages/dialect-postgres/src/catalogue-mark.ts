import type { Connection } from "@typeorm-autogen/dialect";

/** What a Schema is made of, each with the column that tells the server's own rows from others. */
const catalogues: readonly (readonly [name: string, object: string])[] = [
  ["pg_namespace", "oid"],
  ["pg_extension", "oid"],
  ["pg_type", "oid"],
  ["pg_enum", "enumtypid"],
  ["pg_class", "oid"],
  ["pg_attribute", "attrelid"],
  ["pg_attrdef", "adrelid"],
  ["pg_constraint", "oid"],
  ["pg_index", "indrelid"],
  ["pg_sequence", "seqrelid"],
  ["pg_inherits", "inhrelid"],
  ["pg_trigger", "tgrelid"],
  ["pg_rewrite", "ev_class"],
  ["pg_policy", "polrelid"],
  ["pg_depend", "objid"],
  ["pg_description", "objoid"],
  ["pg_proc", "oid"],
  ["pg_statistic_ext", "oid"],
  ["pg_collation", "oid"],
  ["pg_opclass", "oid"],
  ["pg_am", "oid"],
];

/**
 * Every change of a catalogue's row writes a row with the number of its transaction, so that how many there are and the
 * sum of those numbers tell whether one changed. VACUUM and ANALYZE change rows of pg_class in place, which does not
 * count. The server's own objects have numbers below 16384 (FirstNormalObjectId). What databases share (names of roles
 * and tablespaces, the database's owner) is left out, and so are the rows of TypeORM's metadata table.
 */
export async function catalogueMark(connection: Connection): Promise<string> {
  const counts = catalogues.map(
    ([name, object]) =>
      `(SELECT pg_catalog.concat(count(*), ':', sum(xmin::text::bigint)) FROM pg_catalog.${name} WHERE ${object} >= 16384)`,
  );
  const [row] = await connection.query(`SELECT pg_catalog.concat_ws(' ', ${counts.join(", ")}) AS mark`);
  return String(row?.["mark"]);
}
