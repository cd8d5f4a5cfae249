/** The fewest flat statements that fetch what a comparison has to know of a PostgreSQL catalogue. */
export const postgresStatements: readonly string[] = [
  `SELECT c.oid::int8, c.relname, c.relkind, d.description FROM pg_class c
     LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r','p')`,
  `SELECT a.attrelid::int8, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
     a.attgenerated, pg_get_expr(f.adbin, f.adrelid), nullif(a.attcollation, 100)::int8, d.description, a.atttypid::int8
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
     LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r','p')`,
  `SELECT k.conrelid::int8, k.conname, k.contype, k.conkey::int2[]::text, k.confrelid::int8, k.confkey::int2[]::text,
     k.confupdtype, k.confdeltype, k.condeferrable, k.condeferred, k.convalidated, k.conindid::int8,
     CASE WHEN k.contype IN ('c','x') THEN pg_get_constraintdef(k.oid) END
   FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace AND k.conrelid <> 0`,
  `SELECT i.indrelid::int8, i.indexrelid::int8, ic.relname, am.amname, i.indisunique, i.indisprimary, i.indnkeyatts,
     i.indkey::int2[]::text, i.indoption::text, i.indclass::text, i.indcollation::text,
     CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,
     CASE WHEN i.indexprs IS NOT NULL THEN pg_get_indexdef(i.indexrelid) END
   FROM pg_class ic JOIN pg_index i ON i.indexrelid = ic.oid JOIN pg_am am ON am.oid = ic.relam
   WHERE ic.relnamespace = 'public'::regnamespace AND ic.relkind IN ('i','I')`,
  `SELECT t.oid::int8, t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
   WHERE t.typnamespace = 'public'::regnamespace ORDER BY t.oid, e.enumsortorder`,
  `SELECT c.oid::int8, c.relname, d.refobjid::int8, d.refobjsubid, d.deptype FROM pg_class c
     LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a','i')
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'`,
];

/** The same of a SQLite database. */
export const sqliteStatements: readonly string[] = [
  `SELECT m.type, m.name, m.tbl_name, m.sql FROM sqlite_schema m WHERE m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  `SELECT m.name, x.cid, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
   FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) x WHERE m.type = 'table'`,
  `SELECT m.name, l.name, l."unique", l.origin, l.partial, i.seqno, i.cid, i.name, i."desc", i.coll FROM sqlite_schema m
   JOIN pragma_index_list(m.name) l JOIN pragma_index_xinfo(l.name) i WHERE m.type = 'table' AND i.key = 1`,
  `SELECT m.name, f.id, f.seq, f."table", f."from", f."to", f.on_update, f.on_delete
   FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
];
