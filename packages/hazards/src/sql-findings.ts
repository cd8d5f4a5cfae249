import type { HazardRule } from "./hazard-rules.js";
import { nameInSql, phrasesOf, type Phrase } from "./phrase.js";
import type { Finding, Site } from "./site.js";
import { validatedBySql } from "./validated-together.js";

/** What SQL text in a script says of itself, as far as its first words tell. What they do not tell is said to be unread. */
export function sqlFindings(site: Site): readonly Finding[] {
  const { op, dialect } = site;
  return phrasesOf(op, dialect.lexicon).flatMap((phrase, i, all) => {
    const here: Site = { ...site, isNew: (table) => site.isNew(table, i / all.length) };
    return [...statementFindings(phrase, here), ...validated(phrase, site)];
  });
}

function validated(phrase: Phrase, site: Site): readonly Finding[] {
  const words = /\bVALIDATE CONSTRAINT$/;
  return phrase.says(/\bVALIDATE CONSTRAINT\b/) ? validatedBySql(site, phrase.object(words)) : [];
}

/** One rule for statements: what they say, where it holds, after which words their object stands. */
interface Reading {
  readonly rule: HazardRule;
  readonly says: RegExp;
  readonly unless?: RegExp;
  readonly only?: string;
  readonly object: RegExp;
  readonly message: string;
  readonly destroys?: true;
  /** Holds only for tables that exist. */
  readonly waits?: true;
  /** Holds only inside the transaction of the revision. */
  readonly inTransaction?: true;
}

const alterTable = /^ALTER TABLE(?: IF EXISTS)?(?: ONLY)?$/;
const createIndex = /\bON$/;

const readings: readonly Reading[] = [
  {
    rule: "drop-table",
    says: /^DROP TABLE\b/,
    object: /^DROP TABLE$/,
    message: "drops the table and every row in it",
    destroys: true,
  },
  {
    rule: "drop-schema",
    says: /^DROP (?:SCHEMA|DATABASE)\b/,
    object: /^DROP \w+$/,
    message: "drops all that is in it",
    destroys: true,
  },
  {
    rule: "drop-cascade",
    says: /^DROP\b.*\bCASCADE\b/,
    object: /^DROP \w+$/,
    message: "drops whatever depends on it too, without naming it",
    destroys: true,
  },
  {
    rule: "drop-column",
    says: /^ALTER TABLE\b.*\bDROP (?:COLUMN )?(?!CONSTRAINT|INDEX|KEY|FOREIGN|PRIMARY|CHECK|DEFAULT|NOT|IDENTITY|EXPRESSION|PARTITION)/,
    unless: /\bALTER (?:COLUMN )?\S+ DROP\b/,
    object: alterTable,
    message: "drops a column and its values",
    destroys: true,
  },
  {
    rule: "drop-sequence",
    says: /^DROP SEQUENCE\b/,
    object: /^DROP SEQUENCE$/,
    message: "forgets the number that it had reached",
  },
  {
    rule: "drop-view",
    says: /^DROP (?:MATERIALIZED )?VIEW\b/,
    object: /VIEW$/,
    message: "drops the view: queries that read it fail",
  },
  {
    rule: "drop-index",
    says: /^DROP INDEX\b/,
    object: /^DROP INDEX$/,
    message: "goes: queries that used it read the whole table",
  },
  {
    rule: "drop-constraint",
    says: /^ALTER TABLE\b.*\bDROP (?:CONSTRAINT|FOREIGN KEY|CHECK)\b/,
    object: /\bDROP (?:CONSTRAINT|FOREIGN KEY|CHECK)$/,
    message: "goes: what it refused is accepted from now on",
  },
  {
    rule: "drop-extension",
    says: /^(?:DROP EXTENSION|ALTER EXTENSION\b.*\bUPDATE)\b/,
    object: /^\w+ EXTENSION$/,
    message: "changes what others may be built on: try it on a copy",
  },
  {
    rule: "truncate",
    says: /^TRUNCATE\b/,
    object: /^TRUNCATE$/,
    message: "deletes every row, and under CASCADE those of other tables",
    destroys: true,
  },
  {
    rule: "update-without-where",
    says: /^(?:UPDATE|DELETE)\b/,
    unless: /\bWHERE\b/,
    object: /^(?:UPDATE|DELETE)$/,
    message: "touches every row in one statement: writers of those rows wait until it is done",
  },
  {
    rule: "rename-table",
    says: /^(?:ALTER TABLE\b.*\bRENAME TO|RENAME TABLE)\b/,
    object: /^(?:ALTER|RENAME) TABLE$/,
    message: "takes another name: code that still says the old one fails at once",
  },
  {
    rule: "rename-view",
    says: /^ALTER (?:MATERIALIZED )?VIEW\b.*\bRENAME TO\b/,
    object: /^ALTER (?:MATERIALIZED )?VIEW$/,
    message: "takes another name: code that still says the old one fails at once",
  },
  {
    rule: "rename-sequence",
    says: /^ALTER SEQUENCE\b.*\bRENAME TO\b/,
    object: /^ALTER SEQUENCE$/,
    message: "takes another name: code that still says the old one fails at once",
  },
  {
    rule: "rename-schema",
    says: /^ALTER SCHEMA\b.*\bRENAME TO\b/,
    object: /^ALTER SCHEMA$/,
    message: "takes another name: code that still says the old one fails at once",
  },
  {
    rule: "rename-column",
    says: /^ALTER TABLE\b.*\bRENAME (?:COLUMN )?(?!TO|CONSTRAINT|INDEX|KEY)\S+ TO\b/,
    object: alterTable,
    message: "renames a column: code that still says the old name fails at once",
  },
  {
    rule: "permission-change",
    says: /^(?:GRANT|REVOKE|(?:CREATE|ALTER|DROP) POLICY)\b|\bROW LEVEL SECURITY\b|\bOWNER TO\b/,
    object: /\bON$|^ALTER TABLE$/,
    message: "changes who may see or write rows: let their owner read it",
  },
  {
    rule: "replica-identity",
    says: /\bREPLICA IDENTITY\b/,
    object: alterTable,
    message: "changes what logical replication sends",
  },
  {
    rule: "index-not-concurrent",
    says: /^CREATE (?:UNIQUE )?INDEX\b/,
    unless: /\bCONCURRENTLY\b/,
    only: "postgres",
    object: createIndex,
    message: "writes wait while the index is built: CREATE INDEX CONCURRENTLY",
    waits: true,
  },
  {
    rule: "index-not-concurrent",
    says: /^REINDEX\b/,
    unless: /\bCONCURRENTLY\b/,
    only: "postgres",
    object: /^REINDEX \w+$/,
    message: "writes wait while the index is built: REINDEX CONCURRENTLY",
  },
  {
    rule: "fk-without-not-valid",
    says: /\bADD (?:CONSTRAINT \S+ )?FOREIGN KEY\b/,
    unless: /\bNOT VALID\b/,
    only: "postgres",
    object: alterTable,
    message: "writes to both tables wait while every row is looked up: NOT VALID, then VALIDATE",
    waits: true,
  },
  {
    rule: "check-without-not-valid",
    says: /\bADD (?:CONSTRAINT \S+ )?CHECK\b/,
    unless: /\bNOT VALID\b/,
    only: "postgres",
    object: alterTable,
    message: "reads and writes wait while every row is checked: NOT VALID, then VALIDATE",
    waits: true,
  },
  {
    rule: "unique-constraint-inline",
    says: /\bADD (?:CONSTRAINT \S+ )?UNIQUE\b/,
    unless: /\bUSING INDEX\b/,
    only: "postgres",
    object: alterTable,
    message: "reads and writes wait while its index is built",
    waits: true,
  },
  {
    rule: "add-primary-key",
    says: /\bADD (?:CONSTRAINT \S+ )?PRIMARY KEY\b/,
    unless: /\bUSING INDEX\b/,
    only: "postgres",
    object: alterTable,
    message: "reads and writes wait while its index is built",
    waits: true,
  },
  {
    rule: "set-not-null",
    says: /\bSET NOT NULL\b/,
    object: alterTable,
    message: "reads and writes wait while every row is searched for NULL",
    waits: true,
  },
  {
    rule: "alter-type-rewrite",
    says: /\bALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b/,
    only: "postgres",
    object: alterTable,
    message: "reads and writes wait while the table is written anew, unless the values stay the same bytes",
    waits: true,
  },
  {
    rule: "algorithm-copy",
    says: /^ALTER TABLE\b.*\b(?:MODIFY|CHANGE|CONVERT TO)\b/,
    only: "mysql",
    object: alterTable,
    message:
      "may copy the table while writes wait: add ALGORITHM=INPLACE, LOCK=NONE, and the server refuses instead",
    waits: true,
  },
  {
    rule: "not-in-transaction",
    says: /^(?:(?:CREATE (?:UNIQUE )?INDEX|DROP INDEX|REINDEX)\b.*\bCONCURRENTLY|ALTER TABLE\b.*\bDETACH PARTITION\b.*\bCONCURRENTLY|VACUUM|CREATE DATABASE|DROP DATABASE|CREATE TABLESPACE|DROP TABLESPACE|ALTER SYSTEM)\b/,
    only: "postgres",
    object: /^(?:CREATE UNIQUE INDEX|(?!CREATE UNIQUE$)\w+ \w+|VACUUM)$/,
    message: "is refused inside the transaction of the revision: op.autocommitBlock runs it outside",
    inTransaction: true,
  },
  {
    rule: "enum-value-in-transaction",
    says: /^ALTER TYPE\b.*\bADD VALUE\b/,
    only: "postgres",
    object: /^ALTER TYPE$/,
    message:
      "adds a value that nothing may use before the revision is committed: op.alterEnum commits it first",
    inTransaction: true,
  },
  {
    rule: "domain-constraint",
    says: /^(?:CREATE|ALTER) DOMAIN\b.*\b(?:CHECK|NOT NULL)\b/,
    only: "postgres",
    object: /^\w+ DOMAIN$/,
    message: "checks every column of this domain again whenever it changes, while writes wait",
  },
  {
    rule: "pk-using-index",
    says: /\bPRIMARY KEY USING INDEX\b/,
    only: "postgres",
    object: alterTable,
    message: "searches for NULL while reads and writes wait, unless its columns are NOT NULL already",
    waits: true,
  },
  {
    rule: "explicit-lock",
    says: /^LOCK (?:TABLES?\b|#|\w)/,
    object: /^LOCK(?: TABLES?)?$/,
    message: "keeps others waiting until the revision is done",
  },
  {
    rule: "vacuum-full",
    says: /^(?:VACUUM\b.*\bFULL|CLUSTER)\b/,
    object: /^(?:VACUUM FULL|CLUSTER)$/,
    message: "reads and writes wait while the table is written anew",
  },
  {
    rule: "refresh-not-concurrent",
    says: /^REFRESH MATERIALIZED VIEW\b/,
    unless: /\bCONCURRENTLY\b/,
    object: /VIEW$/,
    message: "readers wait while its query runs",
  },
  {
    rule: "partition-change",
    says: /\b(?:ATTACH|DETACH|REORGANIZE|COALESCE|REMOVE|EXCHANGE|DROP|TRUNCATE) PARTITION/,
    unless: /\bCONCURRENTLY\b/,
    object: alterTable,
    message: "may wait for every reader of the table, and read or copy its rows",
  },
  {
    rule: "transaction-control",
    says: /^(?:BEGIN|START TRANSACTION|COMMIT|ROLLBACK|END|SAVEPOINT)\b/,
    object: /^\w+$/,
    message: "opens or ends a transaction in the middle of the one that holds this revision",
  },
  {
    rule: "sqlite-pragma-in-transaction",
    says: /^PRAGMA (?:\S+ \. )?FOREIGN_KEYS\b/,
    only: "sqlite",
    object: /^PRAGMA$/,
    message: "does nothing inside a transaction",
  },
];

/** What needs no word: it reads, or makes something new, or says what a session does. */
const harmless =
  /^(?:SELECT|INSERT|VALUES|WITH|COMMENT ON|CREATE|SET|SHOW|EXPLAIN|ANALYZE|VACUUM|NOTIFY|LISTEN|VALIDATE|PRAGMA|REPLACE|ALTER (?:SEQUENCE|FUNCTION|VIEW|INDEX|TYPE))\b|\bVALIDATE CONSTRAINT\b/;

function statementFindings(phrase: Phrase, site: Site): readonly Finding[] {
  const found = readings.filter(
    ({ says, unless, only, inTransaction }) =>
      phrase.says(says) &&
      !(unless && phrase.says(unless)) &&
      !(inTransaction && site.isAlone) &&
      (only === undefined || only === site.dialect.name),
  );
  if (found.length === 0)
    return phrase.says(harmless) || phrase.says(/^(?:UPDATE|DELETE)\b/) ? [] : [unread(phrase)];
  return found.flatMap(({ rule, object, message, destroys, waits }) => {
    const name = phrase.object(object);
    if ((waits || rule === "drop-table" || rule === "rename-table") && isNewName(name, site)) return [];
    if (rule === "drop-table" && isRebuilt(name, site)) return [];
    return [{ rule, object: name, message, ...(destroys && { destroys }) }];
  });
}

function isNewName(name: string, { isNew, facts }: Site): boolean {
  return isNew(nameInSql(name, facts));
}

// Its rows were copied into another table, which takes its name afterwards.
function isRebuilt(name: string, { all, dialect }: Site): boolean {
  const phrases = all.flatMap((op) => phrasesOf(op, dialect.lexicon));
  return phrases.some(
    (taking) =>
      taking.renamesTable?.to === name &&
      phrases.some(
        (copying) =>
          copying.object(/^INSERT INTO$/) === taking.renamesTable?.from && copying.object(/\bFROM$/) === name,
      ),
  );
}

function unread(phrase: Phrase): Finding {
  const words = phrase.text.split(" ").slice(0, 4).join(" ");
  return {
    rule: "raw-sql-unchecked",
    object: words,
    message: "SQL that nobody here can judge: read it yourself",
  };
}
