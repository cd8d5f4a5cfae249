import {
  DialectRegistry,
  UnknownDialectError,
  withOwnOperations,
  type Dialect,
  type DialectEntry,
} from "@typeorm-autogen/dialect";

const builtIn: readonly DialectEntry[] = [
  {
    name: "postgres",
    drivers: ["postgres"],
    urlSchemes: ["postgres", "postgresql"],
    load: async () => (await import("@typeorm-autogen/dialect-postgres")).postgres,
  },
  {
    name: "mysql",
    drivers: ["mysql", "mariadb"],
    urlSchemes: ["mysql", "mariadb"],
    load: async () => (await import("@typeorm-autogen/dialect-mysql")).mysql,
  },
  {
    name: "sqlite",
    drivers: ["sqlite", "better-sqlite3"],
    urlSchemes: ["sqlite", "file"],
    load: async () => (await import("@typeorm-autogen/dialect-sqlite")).sqlite,
  },
];

/** The databases that Autogen speaks to, a project's own first; each is loaded when it is needed. */
export function dialectsWith(own: readonly DialectEntry[]): DialectRegistry {
  const entries = [...own, ...builtIn].map((entry) => ({
    ...entry,
    load: async () => withOwnOperations(await entry.load()),
  }));
  return new DialectRegistry(entries);
}

/**
 * A dialect that differs from a built-in one (`postgres`, `mysql`, `sqlite`) and takes its place: for a cousin of that
 * database, or to write an operation in another way. Throws UnknownDialectError.
 */
export function extendDialect(name: string, change: (base: Dialect) => Partial<Dialect>): DialectEntry {
  const base = builtIn.find((entry) => entry.name === name);
  if (!base)
    throw new UnknownDialectError(
      name,
      builtIn.map((entry) => entry.name),
    );
  return {
    ...base,
    load: async () => {
      const dialect = await base.load();
      return { ...dialect, ...change(dialect) };
    },
  };
}
