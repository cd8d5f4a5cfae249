import { AutogenError } from "@typeorm-autogen/errors";
import type { EnvironmentConfig } from "./config-source.js";

/** The configuration says something that it cannot say. */
export class ConfigError extends AutogenError {
  constructor(file: string, problem: string, nextStep: string) {
    super("config", `${file}: ${problem}; ${nextStep}`, { file });
  }
}

/** An environment was named that the configuration does not have. */
export class UnknownEnvironmentError extends AutogenError {
  constructor(name: string, known: readonly string[]) {
    const list = known.length > 0 ? `it has ${known.join(", ")}` : "it has none";
    super(
      "unknown-environment",
      `no environment ${name} in the configuration (${list}); add it, or leave out -n`,
      {
        name,
        known,
      },
    );
  }
}

/** Nothing says where the revision scripts are. */
export class NoDirectoryError extends AutogenError {
  constructor() {
    super(
      "no-directory",
      "no folder of revisions: no data source was found for it to stand beside, and no configuration names a directory; name it with --directory, or run autogen init",
    );
  }
}

/** Nothing is left that could go on, and the command has not ended. */
export class NeverSettledError extends AutogenError {
  constructor() {
    super(
      "never-settled",
      "a promise that is waited for never settles; look at what the configuration, the data source, a plugin or a script awaits",
    );
  }
}

/** A protected environment was about to be changed by something that takes away. */
class ProtectedEnvironmentError extends AutogenError {
  constructor(name: string, command: string) {
    super(
      "protected-environment",
      `${name} is protected, and ${command} takes away; say --yes-i-mean ${name} if that is what you mean`,
      { environment: name, command },
    );
  }
}

/** Throws ProtectedEnvironmentError unless the environment is not protected, or is named as the one that is meant. */
export function refuseProtected(
  environment: (EnvironmentConfig & { readonly name: string }) | null,
  command: string,
  meant: string | undefined,
): void {
  if (environment?.protected && meant !== environment.name) {
    throw new ProtectedEnvironmentError(environment.name, command);
  }
}

/** What was given as the data source is none. */
export class DataSourceInputError extends AutogenError {
  constructor(value: unknown) {
    const seen =
      value === null || typeof value !== "object"
        ? String(value)
        : `an object of ${value.constructor?.name ?? "no class"}`;
    super(
      "not-a-data-source",
      `the configured dataSource gives ${seen}, not a DataSource of TypeORM; return \`new DataSource({…})\``,
      { found: seen },
    );
  }
}

/** A URL leads to another kind of database than the entities are declared for. */
export class DatabaseMismatchError extends AutogenError {
  constructor(label: string, driver: string) {
    super(
      "database-mismatch",
      `the URL leads to ${label}, but the DataSource has the type ${driver}; give a URL of that kind, or another data source`,
      { database: label, driver },
    );
  }
}

/** What was given as a URL is none. It is not repeated: it may hold a password. */
export class UrlError extends AutogenError {
  constructor() {
    super("url", "the URL has no scheme; write postgres://host/database, or sqlite:path");
  }
}

/** A command that is about Autogen's own graph, in a project whose migrations TypeORM runs. */
export class TypeormRunnerError extends AutogenError {
  constructor() {
    super(
      "typeorm-runner",
      'unsupported: this project has runner: "typeorm", so TypeORM runs its migrations and there is no graph of revisions; use typeorm migration:run, migration:revert and migration:show, and of autogen revision, check, diff, review and watch',
    );
  }
}
