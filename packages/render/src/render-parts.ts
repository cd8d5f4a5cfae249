import {
  formatName,
  type Check,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type IndexPart,
  type PrimaryKey,
  type QualifiedName,
  type Unique,
  type View,
} from "@typeorm-autogen/model";
import {
  isEmpty,
  list,
  literal,
  literals,
  names,
  record,
  sql,
  withOptions,
  type Expression,
} from "./expression.js";

/** A name as scripts give it: text, or an object where the dots of a text would mislead. */
export function renderName(name: QualifiedName): Expression {
  const parts = name.schema === null ? [name.name] : [name.schema, name.name];
  const isPlain = parts.every((part) => part !== "" && !part.includes("."));
  return isPlain ? literal(formatName(name)) : literals({ schema: name.schema, name: name.name });
}

/** The arguments of a call about a primary key. */
export function renderPrimaryKey(key: PrimaryKey): readonly Expression[] {
  return renderKey(key);
}

/** The arguments of a call about a unique constraint. */
export function renderUnique(unique: Unique): readonly Expression[] {
  return renderKey(unique);
}

function renderKey({ name, columns, parts, include, options, ...flags }: Unique): readonly Expression[] {
  const settings = renderSettings({ flags, where: undefined, include, options });
  const all = record({
    parts: parts && list(parts.map((part) => literals(part))),
    ...(settings.kind === "record" && Object.fromEntries(settings.entries)),
  });
  return withOptions([literal(name ?? null), names(columns)], all);
}

/** The arguments of a call about a check constraint. */
export function renderCheck({ name, expression, ...options }: Check): readonly Expression[] {
  return withOptions([literal(name ?? null), sql(expression)], literals(options));
}

/** The arguments of a call about an exclusion constraint. */
export function renderExclusion(exclusion: Exclusion): readonly Expression[] {
  const { name, elements, where, include, options, ...flags } = exclusion;
  return withOptions(
    [literal(name ?? null), list(elements.map(renderPart))],
    renderSettings({ flags, where, include, options }),
  );
}

/** The arguments of a call about a foreign key. */
export function renderForeignKey(foreignKey: ForeignKey): readonly Expression[] {
  const { name, columns, references, referencedColumns, ...options } = foreignKey;
  const required = [literal(name ?? null), names(columns), renderName(references), names(referencedColumns)];
  return withOptions(required, literals(options));
}

/** The arguments of a call about an index. */
export function renderIndex(index: IndexDefinition): readonly Expression[] {
  const { name, parts, where, include, options, ...flags } = index;
  return withOptions(
    [literal(name), list(parts.map(renderPart))],
    renderSettings({ flags, where, include, options }),
  );
}

type Settings = Pick<IndexDefinition, "where" | "include" | "options">;

function renderSettings({
  flags,
  where,
  include,
  options,
}: { readonly [Key in keyof Settings]: Settings[Key] | undefined } & {
  readonly flags: Readonly<Record<string, string | true>>;
}): Expression {
  return record({
    ...Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, literal(value)])),
    where: where === undefined ? undefined : sql(where),
    include: include && names(include),
    options: options && literals(options),
  });
}

function renderPart({ column, expression, ...options }: IndexPart): Expression {
  const settings = literals(options);
  if (column !== undefined && expression === undefined && isEmpty(settings)) return literal(column);
  return record({
    column: column === undefined ? undefined : literal(column),
    expression: expression === undefined ? undefined : sql(expression),
    ...(settings.kind === "record" && Object.fromEntries(settings.entries)),
  });
}

/** The arguments of a call about a view. Its indexes are calls of their own. */
export function renderView(view: View): readonly Expression[] {
  const { schema, name, definition, materialized, columns, comment, options } = view;
  const settings = record({
    materialized: materialized && literal(materialized),
    columns: columns && names(columns),
    comment: comment === undefined ? undefined : literal(comment),
    options: options && literals(options),
  });
  return withOptions([renderName({ schema, name }), sql(definition)], settings);
}
