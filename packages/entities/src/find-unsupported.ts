import type { UnsupportedDeclaration } from "./declaration.js";
import type { Declaring } from "./declaring.js";
import type { EntityShape } from "./typeorm-shape.js";

/** What an entity declares that Autogen does not compare: tables and views of another database, what cannot be read. */
export function findUnsupported(
  entity: EntityShape,
  { entities, driver }: Declaring,
): readonly UnsupportedDeclaration[] {
  const exclusions = entity.exclusions.filter(
    ({ expression }) => entities.exclusion && !entities.exclusion(expression, []),
  );
  const elsewhere =
    entities.namespace !== "database" &&
    driver.buildTableName(entity.tableName, undefined, entity.database) !== entity.tableName;
  return [
    ...exclusions.map(({ name }) => ({ what: "exclusion constraint", object: `${name} of ${entity.name}` })),
    ...(elsewhere
      ? [
          {
            what: `${entity.tableType === "view" ? "view" : "table"} in another database`,
            object: `${entity.name} (${entity.database})`,
          },
        ]
      : []),
  ];
}
