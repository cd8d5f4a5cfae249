import type { IndexDefinition } from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";
import { columnNames } from "./declare-constraints.js";
import type { IndexKind } from "./entity-dialect.js";
import { serverName } from "./server-name.js";
import type { EntityShape, IndexShape } from "./typeorm-shape.js";

/** The indexes that TypeORM creates and drops; those with `synchronize: false` are claimedIndexNames. */
export function declareIndexes(entity: EntityShape, declaring: Declaring): readonly IndexDefinition[] {
  return entity.indices
    .filter(({ synchronize }) => synchronize)
    .map((index) => declareIndex(index, declaring));
}

/** The names of the indexes that entities leave to somebody else. */
export function claimedIndexNames(entity: EntityShape, { entities }: Declaring): readonly string[] {
  return entity.indices
    .filter(({ synchronize, name }) => !synchronize && name)
    .map(({ name }) => serverName(name, entities.nameBytes));
}

function declareIndex(index: IndexShape, declaring: Declaring): IndexDefinition {
  const { entities } = declaring;
  const kind: IndexKind = {
    spatial: index.isSpatial,
    fulltext: index.isFulltext,
    type: index.type,
    parser: index.parser,
  };
  const method = entities.indexMethod(kind);
  const options = entities.indexOptions?.(kind);
  return {
    name: serverName(index.name, entities.nameBytes),
    parts: columnNames(index.columns, declaring).map((column) => ({ column })),
    ...(index.isUnique && { unique: true }),
    ...(method !== undefined && { method }),
    ...(index.where && { where: index.where }),
    ...(index.isConcurrent && entities.concurrentIndexes && { concurrently: true }),
    ...(options && { options }),
  };
}
