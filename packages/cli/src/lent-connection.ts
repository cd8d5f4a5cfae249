import { AutogenError } from "@typeorm-autogen/errors";
import { isDataSource, type DataSourceLike } from "@typeorm-autogen/load";

/** A QueryRunner of TypeORM's, recognised by shape. */
interface QueryRunnerLike {
  readonly isReleased: boolean;
  readonly connection?: unknown;
  readonly dataSource?: unknown;
  /** Gives the driver's client that the runner works on. */
  connect(): Promise<unknown>;
}

/** What was handed over as an open connection is none. */
class ConnectionInputError extends AutogenError {
  constructor(problem: string, nextStep: string) {
    super("connection-input", `the connection that was handed over ${problem}; ${nextStep}`);
  }
}

/** A connection that is the caller's. */
export interface LentConnection {
  /** What a QueryRunner belongs to; a client alone does not say. */
  readonly dataSource: DataSourceLike | null;
  /** The driver's client. */
  client(): Promise<unknown>;
}

/** Looks at what the caller hands over: a QueryRunner, or the driver's own client. Throws ConnectionInputError. */
export function lentConnection(given: unknown): LentConnection {
  if (typeof given !== "object" || given === null)
    throw new ConnectionInputError(`is ${String(given)}`, "hand over a QueryRunner or the driver's client");
  if (isDataSource(given))
    throw new ConnectionInputError(
      "is a DataSource, which has many connections",
      "hand over dataSource.createQueryRunner(), and release that afterwards",
    );
  if (!isQueryRunner(given)) return { dataSource: null, client: async () => given };
  if (given.isReleased)
    throw new ConnectionInputError("is a QueryRunner that was released", "hand over one that is in use");
  const dataSource = given.dataSource ?? given.connection;
  return { dataSource: isDataSource(dataSource) ? dataSource : null, client: () => given.connect() };
}

function isQueryRunner(value: object): value is QueryRunnerLike {
  const { isReleased, connect } = value as Partial<QueryRunnerLike>;
  return typeof isReleased === "boolean" && typeof connect === "function";
}
