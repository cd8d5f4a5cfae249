import { qualify, type QualifiedName } from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";
import { serverName } from "./server-name.js";
import type { EntityShape } from "./typeorm-shape.js";

/** The name of an entity's table as the server keeps it. */
export function entityTableName(entity: EntityShape, declaring: Declaring): QualifiedName {
  const home = declaring.entities.namespace === "database" ? entity.database : entity.schema;
  return tableName(entity.tableName, home, declaring);
}

/** A table's name as TypeORM reads it: `app.users` without a schema of its own lies in `app`. */
export function tableName(name: string, schema: string | undefined, declaring: Declaring): QualifiedName {
  const { entities, facts, driver, optionsSchema } = declaring;
  const cut = (part: string): string => serverName(part, entities.nameBytes);
  if (entities.namespace === null) return qualify(cut(name));
  const dot = schema ? -1 : name.indexOf(".");
  const home = dot > 0 ? name.slice(0, dot) : schema;
  const own = entities.namespace === "database" ? driver.database : optionsSchema;
  const isDefault = !home || home === facts.defaultSchema || home === own;
  return qualify(cut(name.slice(dot > 0 ? dot + 1 : 0)), isDefault ? null : cut(home));
}
