import type { CompareRules, ExpressionQuestion, ViewQuestion } from "@typeorm-autogen/compare";
import type { EntityDialect } from "@typeorm-autogen/entities";
import type { CatalogueReader, CatalogueScope } from "@typeorm-autogen/introspect";
import type {
  ColumnType,
  QualifiedName,
  Schema,
  SqlLexicon,
  SqlValue,
  TypeCodec,
} from "@typeorm-autogen/model";
import type { NamingConvention, Operation } from "@typeorm-autogen/ops";
import type { Capabilities } from "./capabilities.js";
import type { ClientScript } from "./client-script.js";
import type { Connection, ConnectionTarget } from "./connection.js";
import type { Impact } from "./impact.js";
import type { Dependent, Leaving } from "./dependents.js";
import type { PreflightSql } from "./preflight.js";
import type { ScratchPort } from "./scratch.js";

/** What a connected server says about itself, as far as types, rules and DDL depend on it. */
export interface ServerFacts {
  /** Numbers only, as in Connection. */
  readonly version: string;
  /** The schema that null stands for: `public` unless the options or the search path say otherwise. */
  readonly defaultSchema: string | null;
  /** Extensions that are installed. */
  readonly extensions: readonly string[];
  /** Which of the servers that one dialect serves: `mysql`, `mariadb`. Absent where there is one kind only. */
  readonly flavor?: string;
}

/** One statement of a plan. */
export interface Statement {
  readonly sql: string;
  /** Cannot run inside a transaction, commits it, or has to be committed before what follows may use it. */
  readonly alone?: true;
  /** In a script: what came before is committed before it. */
  readonly apart?: true;
}

/** What compiling an operation may look at. */
export interface DdlContext {
  readonly facts: ServerFacts;
  /** The schema before the operation. Null offline, where nothing is known; what needs it refuses by name. */
  readonly state: Schema | null;
  /** TypeORM's metadata table in this project. */
  readonly metadataTable: { readonly schema: string | null; readonly name: string };
}

/** What telling the impact of an operation may look at. */
export type ImpactContext = Pick<DdlContext, "facts" | "state">;

/** The judge's answer: whether two texts mean the same, and `unjudged` where only their spelling was compared. */
export interface Verdict {
  readonly equivalent: boolean;
  readonly unjudged?: string;
}

/** Something that a server would refuse, or break without a word. */
export interface Fault {
  /** `users.age`, `index IDX_a of users`. */
  readonly object: string;
  readonly problem: string;
  readonly nextStep: string;
}

/** A lock that keeps a second runner out, and how to give it back. */
export interface RunnerLock {
  release(): Promise<void>;
}

/** Everything that Autogen knows about one kind of database. A dialect answers questions; it never walks. */
export interface Dialect {
  /** The word for it in files and output: `postgres`, `sqlite`. */
  readonly name: string;
  /** The name that people know: `PostgreSQL`. */
  readonly label: string;
  /** Name and version of a server as people say them, where `label` and the version's first number do not: `MariaDB 10.11`. */
  serverLabel?(facts: ServerFacts): string;
  /** TypeORM's driver types that it serves. */
  readonly drivers: readonly string[];
  /** URL schemes that it serves, without the colon. */
  readonly urlSchemes: readonly string[];
  readonly capabilities: Capabilities;
  readonly types: TypeCodec;
  readonly lexicon: SqlLexicon;
  /** What TypeORM does here with metadata, where metadata alone does not tell. */
  readonly entities: EntityDialect;
  /** SQL for a value: text quoted, so that it can never end its literal. Points in time are written in UTC. */
  literal(value: SqlValue): string;
  /** How the project names what its scripts leave without a name; the server does where this is absent. */
  readonly naming?: NamingConvention;
  /** A name as an identifier, always quoted. */
  identifier(name: string): string;
  /** Opens a connection; errors name the database and the next step, never a password. */
  connect(target: ConnectionTarget): Promise<Connection>;
  /**
   * Works on a client of its driver that is open already, as `connect` does on one of its own; `close` puts the session's
   * settings back and leaves it open. Throws ForeignClientError. Absent: nothing can be handed over.
   */
  borrow?(client: unknown, target: ConnectionTarget): Promise<Connection>;
  /** The name of the database that a target means, for messages: no credentials in it. */
  describeTarget(target: ConnectionTarget): string;
  /** The same place with another database: of that server, or the file where a database is one. */
  inDatabase(target: ConnectionTarget, database: string): ConnectionTarget;
  facts(connection: Connection, target: ConnectionTarget): Promise<ServerFacts>;
  /** Facts to assume where nothing is connected (record mode, offline). */
  readonly defaultFacts: ServerFacts;
  /** Whether such a table exists: one cheap statement that never fails for want of it, also inside a transaction. */
  hasTable(connection: Connection, table: QualifiedName): Promise<boolean>;
  reader(connection: Connection, facts: ServerFacts): CatalogueReader;
  /**
   * A text that is another one whenever `reader` would read something else of these schemas, found out for less than
   * reading it; rows of TypeORM's metadata table and what databases share may change unseen. Null where the connection
   * no longer shows what the target names (a file was replaced): connect again.
   */
  catalogueMark(
    connection: Connection,
    facts: ServerFacts,
    scope: CatalogueScope,
    target: ConnectionTarget,
  ): Promise<string | null>;
  /**
   * Brings a schema, from either side, into the form in which equal means equal wherever no server is needed. What becomes
   * of a table does not hang on what else there is.
   */
  normalise(schema: Schema, facts: ServerFacts): Schema;
  rules(facts: ServerFacts): CompareRules;
  /** Puts questions before the server, many in one round trip, leaving no trace; one verdict for each, in order. */
  judge(
    connection: Connection,
    questions: readonly ExpressionQuestion[],
    facts: ServerFacts,
  ): Promise<readonly Verdict[]>;
  /** Puts the queries of views before the server, as `judge` does with expressions. Absent: their spelling decides. */
  judgeViews?(
    connection: Connection,
    questions: readonly ViewQuestion[],
    facts: ServerFacts,
  ): Promise<readonly Verdict[]>;
  /** The statements of one operation. Throws UnsupportedError, naming it, where the dialect has no such thing. */
  compile(operation: Operation, context: DdlContext): readonly Statement[];
  /** Whether compiling this operation has to know the schema before it. */
  needsState(operation: Operation): boolean;
  /**
   * What one operation does to a running system: the locks that it takes, and for how long. `state` is the schema before
   * it, null where nothing is known; then the worse is assumed. Nothing for what touches no table that rows are in.
   */
  impact(operation: Operation, context: ImpactContext): readonly Impact[];
  /**
   * What the objects of an operation look like in the catalogue: another text once a statement of it took effect.
   * Undefined where nobody can tell (SQL text). For databases without transactional DDL, whose statements of DDL happen
   * whole or not at all; absent elsewhere.
   */
  fingerprint?(connection: Connection, operation: Operation): Promise<string | undefined>;
  /** How SQL is written for the database's own client. */
  readonly script: ClientScript;
  /** What reads tables and columns that are about to go, and would keep them from going. Absent: nobody can tell. */
  findDependents?(
    connection: Connection,
    leaving: readonly Leaving[],
    facts: ServerFacts,
  ): Promise<readonly Dependent[]>;
  /**
   * What the server would refuse, or break, of what these operations leave, so far as the schema before them tells; in
   * words, for people. Throws EvolveError. Absent: all of it is left to the server.
   */
  faults?(before: Schema, operations: readonly Operation[], facts: ServerFacts): readonly Fault[];
  /**
   * An expression that gives the value of a column, quoted already, as a literal that means exactly that value and sorts
   * where it does. Undefined for types for which there is none.
   */
  keyLiteral(column: string, type: ColumnType): string | undefined;
  /** How rows are found that a change would refuse. */
  preflight(facts: ServerFacts): PreflightSql;
  /** Waits for the lock of this name, polling, and gives up after `timeout` milliseconds with LockTimeoutError. */
  lock(connection: Connection, name: string, timeout: number): Promise<RunnerLock>;
  /**
   * Who holds the locks that a session is waiting for, in words; asked on another connection while it waits. Absent:
   * nobody can tell.
   */
  lockHolders?(connection: Connection, session: string): Promise<readonly string[]>;
  /** Databases for a while: where revisions are proved. */
  readonly scratch: ScratchPort;
}
