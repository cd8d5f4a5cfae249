import {
  equalNames,
  followRename,
  type LaterRename,
  type QualifiedName,
  type Schema,
  type Table,
  type TableAttachment,
  type View,
} from "@typeorm-autogen/model";

/**
 * A schema in which a table, a column or a view has got another name, once its own list says so: what views and things
 * that hang on tables read follows. Their texts are the server's to respell, so they note what they do not know.
 */
export function followReaders(schema: Schema, rename: LaterRename): Schema {
  return {
    ...schema,
    views: schema.views.map((view) => followView(view, rename)),
    tables: schema.tables.map((table) => followTriggers(followAttached(table, rename), rename)),
  };
}

const nameBefore = (rename: LaterRename) => ("table" in rename ? rename.table : rename.from);

function followView(view: View, rename: LaterRename): View {
  if (!readsRenamed(view, rename)) return view;
  const { reads } = view;
  return {
    ...view,
    ...(reads && { reads: reads.map((source) => followSource(source, rename)) }),
    formerly: followRename(view.formerly, rename),
  };
}

// Where nobody says what a view reads, its text is asked.
function readsRenamed({ reads, definition, formerly }: View, rename: LaterRename): boolean {
  if (reads) return reads.some((source) => equalNames(source, nameBefore(rename)));
  return mayName(definition, formerly, rename);
}

function mayName(text: string, formerly: readonly LaterRename[] = [], rename: LaterRename): boolean {
  const name = nameBefore(rename);
  const earlier = formerly.some((other) => !("table" in other) && equalNames(other.to, name));
  return earlier || text.includes(name.name);
}

function followTriggers(table: Table, rename: LaterRename): Table {
  if (!table.triggers?.some(({ sql, formerly }) => mayName(sql, formerly, rename))) return table;
  return {
    ...table,
    triggers: table.triggers.map((trigger) =>
      mayName(trigger.sql, trigger.formerly, rename)
        ? { ...trigger, formerly: followRename(trigger.formerly, rename) }
        : trigger,
    ),
  };
}

// A table that is renamed stands under its new name already.
function followAttached(table: Table, rename: LaterRename): Table {
  if (!table.attached) return table;
  const own = equalNames(table, "table" in rename ? rename.table : rename.to);
  return {
    ...table,
    attached: table.attached.map((attachment): TableAttachment => {
      const { reads, column } = attachment;
      if (!own && !reads?.some((source) => equalNames(source, nameBefore(rename)))) return attachment;
      return {
        ...attachment,
        ...(reads && { reads: reads.map((source) => followSource(source, rename)) }),
        ...(own && column !== undefined && { column: columnAfter(column, rename) }),
        formerly: followRename(attachment.formerly, rename),
      };
    }),
  };
}

function followSource<Source extends QualifiedName & { readonly columns?: readonly string[] }>(
  source: Source,
  rename: LaterRename,
): Source {
  if (!equalNames(source, nameBefore(rename))) return source;
  if (!("table" in rename)) return { ...source, ...rename.to };
  const { columns } = source;
  return columns ? { ...source, columns: columns.map((column) => columnAfter(column, rename)) } : source;
}

function columnAfter(column: string, rename: LaterRename): string {
  return "table" in rename && column === rename.from ? rename.to : column;
}

/** A schema whose views, and what hangs on its tables, have their texts rewritten as the server rewrites them. */
export function mapReaders(schema: Schema, text: (sql: string) => string): Schema {
  const mapAttached = (attachment: TableAttachment): TableAttachment => ({
    ...attachment,
    sql: attachment.sql.map(text),
    ...(attachment.drop !== undefined && { drop: text(attachment.drop) }),
  });
  return {
    ...schema,
    views: schema.views.map((view) => ({ ...view, definition: text(view.definition) })),
    tables: schema.tables.map((table) =>
      table.attached ? { ...table, attached: table.attached.map(mapAttached) } : table,
    ),
  };
}
