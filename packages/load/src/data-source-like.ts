/** What Autogen needs of a DataSource of any copy and either line of TypeORM; recognised by shape, never by class. */
export interface DataSourceLike {
  readonly options: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Protected in TypeORM's typings, a plain method at run time. */
  readonly buildMetadatas: () => Promise<void>;
}

/** Whether a value has the shape of a DataSource. */
export function isDataSource(value: unknown): value is DataSourceLike {
  if (typeof value !== "object" || value === null) return false;
  const { options, buildMetadatas } = value as {
    readonly options?: unknown;
    readonly buildMetadatas?: unknown;
  };
  return typeof buildMetadatas === "function" && isDataSourceOptions(options);
}

/** Whether a value could be the options of a DataSource: an object with a `type`. */
export function isDataSourceOptions(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly type?: unknown }).type === "string"
  );
}
