import { nameSql, quoteText } from "@typeorm-autogen/dialect";
import type { QualifiedName, Table } from "@typeorm-autogen/model";
import { doBlock } from "./do-block.js";
import { truncateName } from "./names.js";
import { spelling } from "./spelling.js";

// What only the server can tell of a table that is built anew, in blocks that it runs.

const quoted = (name: QualifiedName) => nameSql(spelling, name);

/** What a table is called while another takes its place. */
export function oldName({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name: truncateName(`autogen_old_${name}`) };
}

/** Raises where something would be lost without a word. */
export function refuseInPlace(table: Table): string {
  const name = quoteText(quoted(table));
  const raise = (what: string) =>
    `RAISE EXCEPTION 'unsupported: building % anew, which ${what}; leave recreate out, or take it away first', ${name};`;
  const about = `${name}::pg_catalog.regclass`;
  return doBlock(`
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_publication_rel WHERE prrelid = ${about}) THEN
    ${raise("a publication names")}
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_seclabel WHERE objoid = ${about} AND classoid = 'pg_catalog.pg_class'::pg_catalog.regclass) THEN
    ${raise("has a security label")}
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${about} AND contype = 'n' AND NOT (convalidated AND NOT connoinherit)) THEN
    ${raise("has a NOT NULL that is not valid, or not inherited")}
  END IF;
END
`);
}

const eachIdentity = (table: Table) => `
    SELECT a.attname, pg_catalog.pg_get_serial_sequence(${quoteText(quoted(oldName(table)))}, a.attname) AS sequence
      FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = ${quoteText(quoted(oldName(table)))}::pg_catalog.regclass AND a.attidentity <> '' AND NOT a.attisdropped`;

const asideName = "pg_catalog.left('autogen_old_' || c.relname, 63)";

/** Gives the sequences of identities other names, so that those of the new table get theirs. */
export function identitiesAside(table: Table): string {
  return doBlock(`
DECLARE
  old record;
BEGIN
  FOR old IN SELECT i.sequence, ${asideName} AS aside FROM (${eachIdentity(table)}) i
    JOIN pg_catalog.pg_class c ON c.oid = i.sequence::pg_catalog.regclass
  LOOP
    EXECUTE pg_catalog.format('ALTER SEQUENCE %s RENAME TO %I', old.sequence, old.aside);
  END LOOP;
END
`);
}

/** Owner, counters of identities, names of NOT NULL (version 18 has them), and no privileges but those that come back later. */
export function takeOver(table: Table): string {
  const [old, fresh] = [quoteText(quoted(oldName(table))), quoteText(quoted(table))];
  const oid = (name: string) => `${name}::pg_catalog.regclass`;
  return doBlock(`
DECLARE
  old record;
BEGIN
  FOR old IN SELECT DISTINCT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END AS role
    FROM pg_catalog.pg_class c, LATERAL pg_catalog.aclexplode(c.relacl) g WHERE c.oid = ${oid(fresh)} AND g.grantee <> c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM %s', ${fresh}, old.role);
  END LOOP;
  FOR old IN SELECT pg_catalog.pg_get_userbyid(c.relowner) AS owner FROM pg_catalog.pg_class c
    WHERE c.oid = ${oid(old)} AND c.relowner <> (SELECT n.relowner FROM pg_catalog.pg_class n WHERE n.oid = ${oid(fresh)})
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s OWNER TO %I', ${fresh}, old.owner);
  END LOOP;
  FOR old IN ${eachIdentity(table)}
  LOOP
    EXECUTE pg_catalog.format('SELECT pg_catalog.setval(%L, last_value, is_called) FROM %s',
      pg_catalog.pg_get_serial_sequence(${fresh}, old.attname), old.sequence);
  END LOOP;
  FOR old IN SELECT o.conname AS name, f.conname AS fresh
    FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = o.conkey[1]
    JOIN pg_catalog.pg_attribute b ON b.attrelid = ${oid(fresh)} AND b.attname = a.attname
    JOIN pg_catalog.pg_constraint f ON f.conrelid = b.attrelid AND f.contype = 'n' AND f.conkey[1] = b.attnum
    WHERE o.conrelid = ${oid(old)} AND o.contype = 'n' AND o.conname <> f.conname
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', ${fresh}, old.fresh, old.name);
  END LOOP;
END
`);
}
