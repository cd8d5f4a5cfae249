import type { ConnectionTarget } from "@typeorm-autogen/dialect";
import type { ClientConfig } from "pg";

type Options = Readonly<Record<string, unknown>>;

/** What `pg` needs to connect where a project says; a URL of the target takes the place of the options' address. */
export function clientConfig(target: ConnectionTarget): ClientConfig {
  const options = target.options ?? {};
  const credentials = credentialsOf(options);
  const url = target.url ?? credentials["url"];
  const timeout = options["connectTimeoutMS"];
  const config: Options = {
    application_name: credentials["applicationName"] ?? options["applicationName"] ?? "autogen",
    ...(timeout !== undefined && { connectionTimeoutMillis: timeout }),
    ...(target.url === undefined && address(credentials)),
    ...(credentials["ssl"] !== undefined && { ssl: credentials["ssl"] }),
    ...(options["extra"] as Options | undefined),
    ...(url !== undefined && { connectionString: url }),
  };
  return config as ClientConfig;
}

function credentialsOf(options: Options): Options {
  const replication = options["replication"] as { readonly master?: Options } | undefined;
  return { ...options, ...replication?.master };
}

function address(credentials: Options): Options {
  const { host, socketPath, port, username, password, database } = credentials;
  const given = { host: host ?? socketPath, port, user: username, password, database };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What the target is called in messages: database, host and user, never a password. */
export function describeTarget(target: ConnectionTarget): string {
  const options = credentialsOf(target.options ?? {});
  const url = target.url ?? (typeof options["url"] === "string" ? options["url"] : undefined);
  const parts = url === undefined ? optionParts(options) : urlParts(url);
  const database = parts.database ?? parts.user ?? process.env["PGDATABASE"] ?? "postgres";
  const host = parts.host ?? process.env["PGHOST"] ?? "localhost";
  const port = parts.port ?? process.env["PGPORT"] ?? "5432";
  return `PostgreSQL database "${database}" on ${host.startsWith("/") ? host : `${host}:${port}`}`;
}

interface TargetParts {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

function optionParts(options: Options): TargetParts {
  const text = (key: string) => (options[key] === undefined ? undefined : String(options[key]));
  return {
    host: text("host") ?? text("socketPath"),
    port: text("port"),
    user: text("username"),
    database: text("database"),
  };
}

function urlParts(text: string): TargetParts {
  // A URL without a host (`postgres:///db?host=/run`) is one only to PostgreSQL; what is no URL at all names nothing.
  if (!URL.canParse(text)) return {};
  const url = new URL(text);
  const part = (value: string) => (value === "" ? undefined : decodeSafely(value));
  return {
    host: url.searchParams.get("host") ?? part(url.hostname),
    port: url.searchParams.get("port") ?? part(url.port),
    user: part(url.username),
    database: part(url.pathname.slice(1)),
  };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
