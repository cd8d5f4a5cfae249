import type { DeclarationFacts, EntityDialect } from "./entity-dialect.js";
import type { TypeCodec } from "@typeorm-autogen/model";
import type { DriverShape, NamingStrategyShape } from "./typeorm-shape.js";

/** What every part of a declaration looks at. */
export interface Declaring {
  readonly entities: EntityDialect;
  readonly types: TypeCodec;
  readonly facts: DeclarationFacts;
  readonly driver: DriverShape;
  readonly naming: NamingStrategyShape;
  /** The `schema` of the DataSource's options. */
  readonly optionsSchema: string | undefined;
}
