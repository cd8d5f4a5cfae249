import type { Connection, Row } from "@typeorm-autogen/dialect";

const thread = "t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS user, t.PROCESSLIST_HOST AS host";
const session = "p.ID AS id, p.USER AS user, p.HOST AS host";

/** https://dev.mysql.com/doc/refman/9.7/en/performance-schema-lock-tables.html */
const holdersOnMysql = `SELECT ${thread}
  FROM performance_schema.threads me
  JOIN performance_schema.metadata_locks w ON w.OWNER_THREAD_ID = me.THREAD_ID AND w.LOCK_STATUS = 'PENDING'
  JOIN performance_schema.metadata_locks h ON h.OBJECT_TYPE = w.OBJECT_TYPE AND h.OBJECT_SCHEMA = w.OBJECT_SCHEMA
   AND h.OBJECT_NAME = w.OBJECT_NAME AND h.LOCK_STATUS = 'GRANTED' AND h.OWNER_THREAD_ID <> w.OWNER_THREAD_ID
  JOIN performance_schema.threads t ON t.THREAD_ID = h.OWNER_THREAD_ID
 WHERE me.PROCESSLIST_ID = ?
 UNION
SELECT ${thread}
  FROM performance_schema.threads me
  JOIN performance_schema.data_lock_waits w ON w.REQUESTING_THREAD_ID = me.THREAD_ID
  JOIN performance_schema.threads t ON t.THREAD_ID = w.BLOCKING_THREAD_ID
 WHERE me.PROCESSLIST_ID = ?`;

/** Locks of rows alone: who uses a table, MariaDB tells only with a plugin. https://mariadb.com/kb/en/metadata-lock-info-plugin/ */
const holdersOnMariadb = `SELECT ${session}
  FROM information_schema.INNODB_TRX me
  JOIN information_schema.INNODB_LOCK_WAITS w ON w.requesting_trx_id = me.trx_id
  JOIN information_schema.INNODB_TRX h ON h.trx_id = w.blocking_trx_id
  JOIN information_schema.PROCESSLIST p ON p.ID = h.trx_mysql_thread_id
 WHERE me.trx_mysql_thread_id = ?`;

const openTransactions = `SELECT ${session}
  FROM information_schema.INNODB_TRX h JOIN information_schema.PROCESSLIST p ON p.ID = h.trx_mysql_thread_id
 WHERE p.ID <> ? AND p.DB = DATABASE() ORDER BY p.ID`;

/**
 * Who holds the locks that a session waits for. Where the server does not tell (MariaDB, of tables; MySQL without its
 * performance schema), those whose transactions are open.
 */
export async function lockHolders(
  connection: Connection,
  flavor: string,
  waiting: string,
): Promise<readonly string[]> {
  const exact = flavor === "mysql" ? holdersOnMysql : holdersOnMariadb;
  const holders = await connection.query(exact, flavor === "mysql" ? [waiting, waiting] : [waiting]);
  if (holders.length > 0) return holders.map(describeSession);
  const open = await connection.query(openTransactions, [waiting]);
  return open.map((row) => `perhaps ${describeSession(row)}, whose transaction is open`);
}

/** A session in words. */
export function describeSession({ id, user, host }: Row): string {
  return `connection ${String(id)}, ${String(user)}@${String(host)}`;
}
