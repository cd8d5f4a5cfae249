import { DialectRegistry } from "@typeorm-autogen/dialect";

/** The databases that Autogen speaks to; each is loaded when a project needs it. */
export const dialects: DialectRegistry = new DialectRegistry([
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
]);
