import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError } from "./errors.js";
import { added, removed } from "./evolve-table.js";

/** Creates a named schema. */
export interface CreateSchema extends IfNotExists {
  readonly kind: "createSchema";
  readonly name: string;
}

/** Drops a named schema, which must be empty. */
export interface DropSchema extends IfExists {
  readonly kind: "dropSchema";
  readonly name: string;
}

/** Installs a server extension. */
export interface CreateExtension {
  readonly kind: "createExtension";
  readonly name: string;
}

/** Removes a server extension. */
export interface DropExtension extends IfExists {
  readonly kind: "dropExtension";
  readonly name: string;
}

const exists = (kind: string, object: string) => () => new EvolveError(kind, object, "exists already");
const missing = (kind: string, object: string) => () => new EvolveError(kind, object, "does not exist");

export const createSchema: Directive<CreateSchema> = {
  reverse: (op) => ({ kind: "dropSchema", name: op.name }),
  evolve: (schema, op) => ({
    ...schema,
    schemas: added(schema.schemas, op.name, (name) => name === op.name, exists(op.kind, `schema ${op.name}`)),
  }),
};

export const dropSchema: Directive<DropSchema> = {
  reverse: (op) => ({ kind: "createSchema", name: op.name }),
  evolve: (schema, op) => ({
    ...schema,
    schemas: removed(schema.schemas, (name) => name === op.name, missing(op.kind, `schema ${op.name}`)),
  }),
};

export const createExtension: Directive<CreateExtension> = {
  reverse: (op) => ({ kind: "dropExtension", name: op.name }),
  evolve: (schema, op) => ({
    ...schema,
    extensions: added(
      schema.extensions,
      op.name,
      (name) => name === op.name,
      exists(op.kind, `extension ${op.name}`),
    ),
  }),
};

export const dropExtension: Directive<DropExtension> = {
  reverse: (op) => ({ kind: "createExtension", name: op.name }),
  evolve: (schema, op) => ({
    ...schema,
    extensions: removed(
      schema.extensions,
      (name) => name === op.name,
      missing(op.kind, `extension ${op.name}`),
    ),
  }),
};
