import type { Connection, ConnectionTarget, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import type { OnEvent } from "./events.js";
import type { OwnTables } from "./own-tables.js";

/** One open connection with what is known of its server, and where to report. */
export interface Session {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
  readonly tables: OwnTables;
  readonly metadataTable: QualifiedName;
  readonly onEvent: OnEvent;
  /** What the command line hands to scripts. */
  readonly x: Readonly<Record<string, string>>;
  /** Read again whenever an operation may have changed them. */
  facts: ServerFacts;
}
