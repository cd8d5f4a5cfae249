/**
 * One row `line` per thing in the database, spelled by the server's own functions, in a stable order: what stands in
 * for pg_dump where that is older than the server. Members of extensions and the system's schemas are left out.
 * https://www.postgresql.org/docs/current/functions-info.html
 */
export const postgresCatalogueLines = `
WITH space AS (
  SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), member AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relation AS (
  SELECT c.*, quote_ident(s.nspname) || '.' || quote_ident(c.relname) AS title
  FROM pg_class c JOIN space s ON s.oid = c.relnamespace
  WHERE (1259, c.oid) NOT IN (SELECT classid, objid FROM member)
), routine AS (
  SELECT p.* FROM pg_proc p JOIN space s ON s.oid = p.pronamespace
  WHERE (1255, p.oid) NOT IN (SELECT classid, objid FROM member)
), kind AS (
  SELECT t.*, quote_ident(s.nspname) || '.' || quote_ident(t.typname) AS title
  FROM pg_type t JOIN space s ON s.oid = t.typnamespace
  WHERE (1247, t.oid) NOT IN (SELECT classid, objid FROM member)
), fact(rank, title, place, line) AS (
  SELECT 1, nspname, 0, format('schema %I acl %s comment %L', nspname, nspacl, obj_description(oid, 'pg_namespace'))
  FROM space WHERE nspname <> 'public'
  UNION ALL
  SELECT 2, extname, 0, format('extension %I in %s', extname, extnamespace::regnamespace) FROM pg_extension
  WHERE extname <> 'plpgsql'
  UNION ALL
  SELECT 3, title, 0, format('enum %s (%s) acl %s comment %L', title,
    (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = kind.oid),
    typacl, obj_description(oid, 'pg_type'))
  FROM kind WHERE typtype = 'e'
  UNION ALL
  SELECT 3, title, 0, format('domain %s %s collate %s default %s notnull %s comment %L', title,
    format_type(typbasetype, typtypmod), typcollation, typdefault, typnotnull, obj_description(oid, 'pg_type'))
  FROM kind WHERE typtype = 'd'
  UNION ALL
  SELECT 4, title, 0, format('sequence %s %s start %s by %s min %s max %s cache %s cycle %s %s owner %s acl %s',
    title, format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle,
    relpersistence,
    (SELECT string_agg(format('%s %s %s', d.deptype, d.refobjid::regclass, a.attname), ', ' ORDER BY a.attname)
     FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 1259 AND d.objid = relation.oid AND d.refclassid = 1259 AND d.deptype IN ('a', 'i')),
    relacl)
  FROM relation JOIN pg_sequence q ON q.seqrelid = oid
  UNION ALL
  SELECT 5, title, 0, format('%s %s persistence %s options %s space %s access %s row security %s %s identity %s partition %s %s acl %s comment %L',
    relkind, title, relpersistence, reloptions, reltablespace, relam, relrowsecurity, relforcerowsecurity,
    relreplident, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), relacl, obj_description(oid, 'pg_class'))
  FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  UNION ALL
  SELECT 5, title, attnum, format('%s column %I %s collate %s notnull %s default %s identity %s generated %s storage %s %s statistics %s %s acl %s comment %L',
    title, attname, format_type(atttypid, atttypmod), NULLIF(attcollation, 0)::regcollation, attnotnull,
    pg_get_expr(adbin, adrelid), attidentity, attgenerated, attstorage, attcompression, attstattarget, attoptions,
    attacl, col_description(relation.oid, attnum))
  FROM relation JOIN pg_attribute ON attrelid = relation.oid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 6, title, 0, format('%s definition %s', title, pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT 7, pg_get_indexdef(oid), 0, format('%s valid %s clustered %s identity %s options %s comment %L',
    pg_get_indexdef(oid), indisvalid, indisclustered, indisreplident, reloptions, obj_description(oid, 'pg_class'))
  FROM relation JOIN pg_index ON indexrelid = oid
  UNION ALL
  SELECT 8, conrelid::regclass::text || conname, 0, format('constraint %I on %s %s valid %s comment %L', conname,
    conrelid::regclass, pg_get_constraintdef(c.oid), convalidated, obj_description(c.oid, 'pg_constraint'))
  FROM pg_constraint c JOIN space s ON s.oid = connamespace
  UNION ALL
  SELECT 9, title || tgname, 0, format('%s enabled %s', pg_get_triggerdef(t.oid), tgenabled)
  FROM pg_trigger t JOIN relation r ON r.oid = tgrelid WHERE NOT tgisinternal
  UNION ALL
  SELECT 10, oid::regprocedure::text, 0, format('%s acl %s', pg_get_functiondef(oid), proacl)
  FROM routine WHERE prokind IN ('f', 'p')
  UNION ALL
  SELECT 11, title || polname, 0, format('policy %I on %s %s %s roles %s using %s check %s', polname, title, polcmd,
    polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM pg_policy JOIN relation r ON r.oid = polrelid
  UNION ALL
  SELECT 12, title || rulename, 0, pg_get_ruledef(w.oid)
  FROM pg_rewrite w JOIN relation r ON r.oid = ev_class WHERE rulename <> '_RETURN'
  UNION ALL
  SELECT 13, stxname, 0, pg_get_statisticsobjdef(x.oid) FROM pg_statistic_ext x JOIN space s ON s.oid = stxnamespace
)
SELECT line FROM fact ORDER BY rank, title COLLATE "C", place, line COLLATE "C"`;
