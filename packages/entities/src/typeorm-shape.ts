/*
 * TypeORM's objects as far as they are read here: what 0.3 (from 0.3.20) and 1.x have in common. They belong to the
 * user's own copy of TypeORM, so they are known by shape and never by class.
 */

/** `DataSource`. */
export interface DataSourceShape {
  readonly options: DataSourceOptionsShape;
  readonly driver: DriverShape;
  readonly namingStrategy: NamingStrategyShape;
  readonly isInitialized: boolean;
  readonly entityMetadatas: readonly EntityShape[];
  readonly migrations?: readonly MigrationShape[];
  /** 0.3 and 1.x: a query runner that connects when it is first asked something. */
  createQueryRunner(): QueryRunnerShape;
  /** `typeorm_metadata` unless configured. */
  readonly metadataTableName?: string;
  buildMetadatas(): Promise<void>;
}

/** `MigrationInterface`. */
export interface MigrationShape {
  readonly name?: string | undefined;
  readonly transaction?: boolean | undefined;
  up(queryRunner: QueryRunnerShape): Promise<unknown>;
  down(queryRunner: QueryRunnerShape): Promise<unknown>;
}

/** `QueryRunner`, as far as a migration is recorded. */
export interface QueryRunnerShape {
  enableSqlMemory(): void;
  getMemorySql(): {
    readonly upQueries: { readonly query: string; readonly parameters?: readonly unknown[] }[];
  };
}

/** The options that bear on the schema; the rest passes through untouched. */
export interface DataSourceOptionsShape extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

/** `Driver`. Its lists are public, and users add type names to them. */
export interface DriverShape {
  version?: string | undefined;
  /** MySQL: the database of the options. */
  readonly database?: string | undefined;
  /** Present from 1.0 on. */
  readonly dataSource?: unknown;
  /** PostgreSQL: the function that TypeORM writes as the default of a generated uuid. */
  readonly uuidGenerator?: string;
  normalizeType(column: ColumnShape): string;
  normalizeDefault(column: ColumnShape): string | null | undefined;
  getColumnLength(column: ColumnShape): string;
  createFullType(column: TableColumnShape): string;
  buildTableName(table: string, schema?: string, database?: string): string;
}

/** `NamingStrategyInterface`, only what is not already in the metadata. */
export interface NamingStrategyShape {
  primaryKeyName(table: object, columns: readonly string[]): string;
}

/** `EntityMetadata`. */
export interface EntityShape {
  /** The class's name; the table's for a junction. */
  readonly name: string;
  readonly target: unknown;
  readonly tableName: string;
  readonly tableType: string;
  readonly schema?: string | undefined;
  readonly database?: string | undefined;
  readonly synchronize: boolean;
  readonly withoutRowid?: boolean | undefined;
  readonly engine?: string | undefined;
  readonly comment?: string | undefined;
  /** A view's query: SQL, or a function that builds it. */
  readonly expression?: string | ((dataSource: DataSourceShape) => ViewQueryShape) | undefined;
  /** Entities, or their names, that a view reads. */
  readonly dependsOn?: ReadonlySet<unknown> | undefined;
  readonly tableMetadataArgs?: { readonly materialized?: boolean | undefined } | undefined;
  readonly columns: readonly ColumnShape[];
  readonly indices: readonly IndexShape[];
  readonly uniques: readonly UniqueShape[];
  readonly checks: readonly CheckShape[];
  readonly exclusions: readonly ExclusionShape[];
  readonly foreignKeys: readonly ForeignKeyShape[];
}

/** `SelectQueryBuilder`, as a view's expression returns it. */
export interface ViewQueryShape {
  getQuery(): string;
  getParameters(): object;
}

/** `ColumnMetadata`. */
export interface ColumnShape {
  readonly databaseName: string;
  readonly propertyName: string;
  readonly propertyPath: string;
  readonly type: unknown;
  readonly precision?: number | null | undefined;
  readonly scale?: number | undefined;
  readonly width?: number | undefined;
  readonly zerofill?: boolean | undefined;
  readonly unsigned?: boolean | undefined;
  readonly charset?: string | undefined;
  readonly collation?: string | undefined;
  readonly comment?: string | undefined;
  readonly default?: unknown;
  readonly onUpdate?: string | undefined;
  readonly isNullable: boolean;
  readonly isPrimary: boolean;
  readonly isArray: boolean;
  readonly isGenerated: boolean;
  readonly isVirtualProperty: boolean;
  readonly generationStrategy?: string | undefined;
  readonly generatedIdentity?: string | undefined;
  readonly asExpression?: string | undefined;
  readonly generatedType?: string | undefined;
  readonly enum?: readonly (string | number)[] | undefined;
  readonly enumName?: string | undefined;
  readonly primaryKeyConstraintName?: string | undefined;
  readonly spatialFeatureType?: string | undefined;
  readonly srid?: number | undefined;
}

/** `TableColumn`, as `Driver.createFullType` reads it. */
export interface TableColumnShape {
  readonly type: string;
  readonly length: string;
  readonly isArray: boolean;
  readonly [option: string]: unknown;
}

/** `IndexMetadata`. */
export interface IndexShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  readonly isUnique: boolean;
  readonly isSpatial: boolean;
  readonly isFulltext: boolean;
  readonly isConcurrent?: boolean | undefined;
  readonly parser?: string | undefined;
  readonly where?: string | undefined;
  /** 1.x only. */
  readonly type?: string | undefined;
  readonly synchronize: boolean;
}

/** `UniqueMetadata`. */
export interface UniqueShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  readonly deferrable?: string | undefined;
}

/** `CheckMetadata`. */
export interface CheckShape {
  readonly name: string;
  readonly expression: string;
}

/** `ExclusionMetadata`. */
export interface ExclusionShape extends CheckShape {
  /** 1.x only. */
  readonly deferrable?: string | undefined;
}

/** `ForeignKeyMetadata`. */
export interface ForeignKeyShape {
  readonly name: string;
  readonly columnNames: readonly string[];
  readonly referencedColumnNames: readonly string[];
  readonly referencedEntityMetadata: EntityShape;
  readonly onDelete?: string | undefined;
  readonly onUpdate?: string | undefined;
  readonly deferrable?: string | undefined;
}
