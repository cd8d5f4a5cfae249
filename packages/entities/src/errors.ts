import { AutogenError } from "@typeorm-autogen/errors";

/** What was handed over is no DataSource of TypeORM. */
export class NotADataSourceError extends AutogenError {
  constructor(found: string) {
    super(
      "not-a-data-source",
      `expected a TypeORM DataSource (0.3.20 or later, or 1.x), found ${found}; export \`new DataSource({...})\``,
      { found },
    );
  }
}

/** A column's type exists neither in TypeORM's driver nor among those that the project added to it. */
export class UnsupportedColumnTypeError extends AutogenError {
  constructor(entity: string, property: string, type: string, database: string, cause: unknown) {
    super(
      "unsupported-column-type",
      `unsupported: type "${type}" of ${entity}.${property} on ${database}; choose a type that TypeORM's ${database} ` +
        `driver knows, or add the name to dataSource.driver.supportedDataTypes`,
      { entity, property, type, database },
      cause,
    );
  }
}

/** An entity has no primary key, which TypeORM demands. */
export class MissingPrimaryKeyError extends AutogenError {
  constructor(entity: string, cause: unknown) {
    super(
      "missing-primary-key",
      `entity ${entity} has no primary key; add @PrimaryColumn() or @PrimaryGeneratedColumn() to it`,
      { entity },
      cause,
    );
  }
}

/** A relation leads to a class that is not among the DataSource's entities. */
export class UnknownEntityError extends AutogenError {
  constructor(entity: string, property: string, cause: unknown) {
    super(
      "unknown-entity",
      `relation ${entity}.${property} leads to no entity of this DataSource; add its target to \`entities\`, and see ` +
        `that a circular import does not leave it undefined (an EntitySchema and a decorated class cannot relate)`,
      { entity, property },
      cause,
    );
  }
}

/** Relations that may not be null depend on each other in a circle, so no row could ever be inserted. */
export class CircularEntitiesError extends AutogenError {
  constructor(path: string, cause: unknown) {
    super(
      "circular-entities",
      `relations depend on each other in a circle: ${path}; make one of them nullable`,
      { path },
      cause,
    );
  }
}

/** A property's type is written nowhere and was not emitted by the loader. */
export class UnknownPropertyTypeError extends AutogenError {
  constructor(entity: string, property: string, cause: unknown) {
    super(
      "unknown-property-type",
      `the column type of ${entity}.${property} is not known; write it (@Column("text")), or load the entities with ` +
        `"emitDecoratorMetadata" and import "reflect-metadata" first`,
      { entity, property },
      cause,
    );
  }
}

/** TypeORM refused the entities for another reason, which the message repeats. */
export class EntityMetadataError extends AutogenError {
  constructor(reason: string, cause?: unknown) {
    super(
      "entity-metadata",
      `TypeORM refuses the entities: ${reason}; correct the entity and run the command again`,
      { reason },
      cause,
    );
  }
}

/** Two columns want one enum type with different values. */
export class EnumConflictError extends AutogenError {
  constructor(type: string, first: string, second: string) {
    super(
      "enum-conflict",
      `enum type ${type} is declared with different values by ${first} and ${second}; give both the same list, in the ` +
        `same order, or name the types apart with enumName`,
      { type, first, second },
    );
  }
}

/** A view entity's query cannot be had. */
export class ViewExpressionError extends AutogenError {
  constructor(entity: string, reason: string, cause?: unknown) {
    super(
      "view-expression",
      `the query of view entity ${entity} cannot be built: ${reason}; give @ViewEntity an \`expression\`, SQL or a ` +
        `function that returns a query builder`,
      { entity, reason },
      cause,
    );
  }
}

/** A view entity's query builder binds parameters, which no view can hold. */
export class ViewParameterError extends AutogenError {
  constructor(entity: string, parameters: readonly string[]) {
    const names = parameters.map((name) => `:${name}`).join(", ");
    super(
      "view-parameters",
      `unsupported: ${names} in the query of view entity ${entity}, because a view holds no parameters and TypeORM ` +
        `leaves them unfilled; write the value into the expression`,
      { entity, parameters },
    );
  }
}
