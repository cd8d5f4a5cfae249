import type { ConnectionTarget } from "@typeorm-autogen/dialect";
import type { ConnectionOptions, QueryOptions } from "mysql2";
import { NoDatabaseError } from "./errors.js";

type Options = Readonly<Record<string, unknown>>;

/** What reading relies on, whatever a project's own options say. */
const fixed: ConnectionOptions = {
  charset: "utf8mb4",
  multipleStatements: true,
  // Times stay the text that the server gives; numbers beyond 2^53 stay exact.
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: false,
  rowsAsArray: false,
  nestTables: false,
  namedPlaceholders: false,
  typeCast: true,
};

/** The same for one question to a client that was opened in another way, whose options can only be added to. */
export const reading: QueryOptions = {
  dateStrings: true,
  rowsAsArray: false,
  nestTables: false,
  namedPlaceholders: false,
  typeCast: (field, next) => {
    if (field.type === "NEWDECIMAL") return field.string();
    if (field.type !== "LONGLONG") return next();
    const text = field.string();
    return text === null || !Number.isSafeInteger(Number(text)) ? text : Number(text);
  },
} as QueryOptions;

/**
 * What `mysql2` needs to connect where a project says; a URL of the target takes the place of the options' address.
 * Throws NoDatabaseError.
 */
export async function clientConfig(target: ConnectionTarget): Promise<ConnectionOptions> {
  const options = credentialsOf(target.options ?? {});
  const place = placeOf(target);
  if (!place.database) throw new NoDatabaseError();
  const password = place.password ?? (target.url === undefined ? options["password"] : undefined);
  const given = {
    ...place,
    ...(await secretOf(password)),
    connectTimeout: place.connectTimeout ?? options["connectTimeout"],
    ssl: place.ssl ?? options["ssl"],
  };
  return { ...(options["extra"] as Options | undefined), ...defined(given), ...fixed };
}

function defined(values: Options): Options {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

// A function gives a token that is good for one connection, as the clouds hand them out.
async function secretOf(password: unknown): Promise<Options> {
  const secret: unknown = typeof password === "function" ? await (password as () => unknown)() : password;
  return secret === undefined ? {} : { password: String(secret) };
}

function credentialsOf(options: Options): Options {
  const replication = options["replication"] as { readonly master?: Options } | undefined;
  return { ...options, ...replication?.master };
}

/** What the target is called in messages: database and host, no user and never a password. */
export function describeTarget(target: ConnectionTarget): string {
  const { database = "?", host = "localhost", port = 3306, socketPath } = placeOf(target);
  return `MySQL database "${database}" on ${socketPath ?? `${host}:${port}`}`;
}

interface Place {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  readonly socketPath?: string | undefined;
  readonly connectTimeout?: number | undefined;
  readonly ssl?: unknown;
}

// As TypeORM does: what a URL of the options does not say, the options do.
function placeOf({ url, options }: ConnectionTarget): Place {
  if (url !== undefined) return urlPlace(url);
  const credentials = credentialsOf(options ?? {});
  const own = credentials["url"];
  const place = optionPlace(credentials);
  return typeof own === "string" ? { ...place, ...defined({ ...urlPlace(own) }) } : place;
}

function optionPlace(credentials: Options): Place {
  const text = (key: string) => (credentials[key] === undefined ? undefined : String(credentials[key]));
  return {
    host: text("host"),
    port: credentials["port"] === undefined ? undefined : Number(credentials["port"]),
    user: text("username"),
    database: text("database"),
    socketPath: text("socketPath"),
  };
}

// The parameters are those that mysql2 knows in its own URLs; JSON is read as such: `?ssl={"rejectUnauthorized":true}`.
function urlPlace(text: string): Place {
  if (!URL.canParse(text)) return {};
  const url = new URL(text);
  const part = (value: string) => (value === "" ? undefined : decodeSafely(value));
  const timeout = url.searchParams.get("connectTimeout");
  return {
    host: part(url.hostname.replace(/^\[(.*)\]$/, "$1")),
    port: url.port === "" ? undefined : Number(url.port),
    user: part(url.username),
    password: part(url.password),
    database: part(url.pathname.slice(1)),
    socketPath: url.searchParams.get("socketPath") ?? undefined,
    connectTimeout: timeout === null ? undefined : Number(timeout),
    ssl: readSsl(url.searchParams.get("ssl")),
  };
}

function readSsl(text: string | null): unknown {
  if (text === null || text === "false") return undefined;
  if (text === "true" || text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
