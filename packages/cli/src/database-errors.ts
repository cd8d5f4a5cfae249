import { AutogenError } from "@typeorm-autogen/errors";

/** A database was named that the configuration does not have. */
export class UnknownDatabaseError extends AutogenError {
  constructor(name: string, known: readonly string[]) {
    const list = known.length > 0 ? `it has ${known.join(", ")}` : "it has no `databases`";
    super(
      "unknown-database",
      `no database ${name} in the configuration (${list}); name one of them, or add it`,
      {
        database: name,
        known,
      },
    );
  }
}

/** Something that concerns one database was asked of a project that has several. */
export class DatabaseNotNamedError extends AutogenError {
  constructor(known: readonly string[]) {
    super(
      "database-not-named",
      `the configuration has several databases (${known.join(", ")}), and this is for one of them; name it with --database`,
      { known },
    );
  }
}
