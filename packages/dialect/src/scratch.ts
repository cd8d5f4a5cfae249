import type { ColumnType } from "@typeorm-autogen/model";
import type { Connection, ConnectionTarget } from "./connection.js";
import type { ServerFacts } from "./dialect.js";

/** Where databases are made for a while, and thrown away again. */
export interface ScratchServer {
  /** For people: `SQLite in memory`, `PostgreSQL database "postgres" on localhost:5432`. */
  readonly label: string;
  /** Nobody else's: statements that reach beyond one database harm nothing there. */
  readonly private: boolean;
  /** Makes an empty database of this name, like another where that is known, and says how to reach it. */
  create(name: string, like?: ServerFacts): Promise<ConnectionTarget>;
  /** Throws a database away, also while it is in use. */
  drop(name: string): Promise<void>;
  /** Those databases, by the beginning of their names, that no session is in. */
  idle(prefix: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How a dialect comes by databases for a while, and by rows to put into them. */
export interface ScratchPort {
  /** What is at hand without a server that somebody named; undefined where nothing is. */
  local?(target: ConnectionTarget): Promise<ScratchServer | undefined>;
  /** The server of this target. Throws as `connect` does. Absent where there are no servers. */
  server?(target: ConnectionTarget): Promise<ScratchServer>;
  /** Statements that a session in such a database begins with. */
  readonly prepare: readonly string[];
  /**
   * What a statement reaches beyond its own database, where it does: `the role app`. `databases` are the names of the
   * others on the server.
   */
  reachesBeyond(sql: string, databases: ReadonlySet<string>): string | undefined;
  /** The names of the databases on a connection's server that a statement could reach; its own is not among them. */
  otherDatabases?(
    query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
  ): Promise<ReadonlySet<string>>;
  /** What the server of a scratch database lacks, where that is why a statement failed: `the role app`. */
  missing?(failure: unknown): string | undefined;
  /** Statements that make what the schemas of a connection's database need and no schema holds, as functions. */
  surroundings?(connection: Connection, schemas: readonly string[]): Promise<readonly string[]>;
  /** Statements between which rows go in whatever they refer to. What a server refuses of them is left out. */
  readonly unbound: { readonly begin: string; readonly end: string };
  /** Words before VALUES where rows bring the numbers of identity columns along. */
  readonly overriding: string;
  /**
   * SQL for the nth value of a type, from 1 to 3; undefined where none is known. The same number gives a value of the
   * same meaning for every type, so that rows refer to each other and survive conversions.
   */
  sampleValue(type: ColumnType, n: number): string | undefined;
  /** Whether a JSON document that is a number converts into that number, and back. */
  readonly documentsAreNumbers: boolean;
}
