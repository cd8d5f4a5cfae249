import { qualify } from "@typeorm-autogen/model";
import { defaultOwnTables, type OwnTables } from "@typeorm-autogen/runtime";
import type { AutogenConfig } from "./config.js";

/** The tables that Autogen keeps in this project's database. */
export function ownTablesOf({ versionTable }: AutogenConfig): OwnTables {
  const schema = versionTable?.schema ?? null;
  return {
    version: qualify(versionTable?.name ?? defaultOwnTables.version.name, schema),
    step: qualify(defaultOwnTables.step.name, schema),
  };
}
