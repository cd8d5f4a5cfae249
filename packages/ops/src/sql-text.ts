/** SQL that stands where a value could: see `op.sql`. */
export class SqlText {
  readonly sql: string;

  constructor(sql: string) {
    this.sql = sql;
  }
}
