import type { ConnectionTarget } from "./connection.js";

type Options = Readonly<Record<string, unknown>>;

/** The same server, another database of it: in the URL, and wherever TypeORM's options name one. */
export function inDatabase({ url, options, ...place }: ConnectionTarget, database: string): ConnectionTarget {
  return {
    ...place,
    ...(url !== undefined && { url: withPath(url, database) }),
    ...(options && { options: withDatabase(options, database) }),
  };
}

function withDatabase(options: Options, database: string): Options {
  const { url, replication } = options;
  const { master } = (replication ?? {}) as { readonly master?: Options };
  return {
    ...options,
    database,
    ...(typeof url === "string" && { url: withPath(url, database) }),
    ...(master && { replication: { ...(replication as Options), master: withDatabase(master, database) } }),
  };
}

// What is no URL is left for connecting to refuse.
function withPath(text: string, database: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
