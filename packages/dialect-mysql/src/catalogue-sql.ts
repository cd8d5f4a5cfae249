import type { Flavor } from "./flavor.js";
import { quoteText } from "./sql-text.js";

/** The statements that read a catalogue, in the order of their answers. */
export interface CatalogueStatements {
  readonly schemas: string;
  readonly tables: string;
  readonly columns: string;
  readonly statistics: string;
  readonly keyColumns: string;
  readonly references: string;
  readonly checks: string;
  readonly checkTables: string;
  readonly views: string;
  readonly triggers: string;
}

/**
 * Writes the statements for these databases. Flat lists with literal names, put together here: information_schema's
 * views joined on the server take a hundred times as long.
 */
export function catalogueStatements(databases: readonly string[], flavor: Flavor): CatalogueStatements {
  const list = databases.map(quoteText).join(", ");
  const inPlay = (column: string) => `${column} IN (${list})`;
  return {
    schemas: `SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
      WHERE ${inPlay("SCHEMA_NAME")}`,
    tables: `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
      FROM information_schema.TABLES WHERE ${inPlay("TABLE_SCHEMA")}`,
    columns: `SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT,
        EXTRA, GENERATION_EXPRESSION, COLLATION_NAME, COLUMN_COMMENT, ${flavor.spatialReferences ? "SRS_ID" : "NULL"}
      FROM information_schema.COLUMNS WHERE ${inPlay("TABLE_SCHEMA")}`,
    statistics: `SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, NON_UNIQUE, COLUMN_NAME, COLLATION,
        SUB_PART, INDEX_TYPE, INDEX_COMMENT, ${hiddenIndex(flavor)}, ${flavor.expressionKeys ? "EXPRESSION" : "NULL"}
      FROM information_schema.STATISTICS WHERE ${inPlay("TABLE_SCHEMA")}`,
    keyColumns: `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME,
        REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
      FROM information_schema.KEY_COLUMN_USAGE
      WHERE ${inPlay("TABLE_SCHEMA")} AND REFERENCED_TABLE_NAME IS NOT NULL`,
    references: `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE
      FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE ${inPlay("CONSTRAINT_SCHEMA")}`,
    checks: `SELECT CONSTRAINT_SCHEMA, CONSTRAINT_NAME, CHECK_CLAUSE,
        ${flavor.checksNameTable ? "TABLE_NAME, LEVEL" : "NULL, NULL"}
      FROM information_schema.CHECK_CONSTRAINTS WHERE ${inPlay("CONSTRAINT_SCHEMA")}`,
    checkTables: `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ${flavor.unenforcedChecks ? "ENFORCED" : "NULL"}
      FROM information_schema.TABLE_CONSTRAINTS
      WHERE ${inPlay("TABLE_SCHEMA")} AND CONSTRAINT_TYPE = 'CHECK'`,
    views: `SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, DEFINER,
        ${flavor.viewAlgorithms ? "ALGORITHM" : "NULL"}
      FROM information_schema.VIEWS WHERE ${inPlay("TABLE_SCHEMA")}`,
    triggers: `SELECT TRIGGER_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_ORDER, ACTION_TIMING, EVENT_MANIPULATION,
        ACTION_STATEMENT, DEFINER
      FROM information_schema.TRIGGERS WHERE ${inPlay("TRIGGER_SCHEMA")}`,
  };
}

/** 1 for an index that the optimizer passes over. */
function hiddenIndex({ hiddenIndex }: Flavor): string {
  return hiddenIndex === "INVISIBLE" ? "IS_VISIBLE = 'NO'" : "IGNORED = 'YES'";
}
