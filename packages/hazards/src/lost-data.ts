import { findTable, formatName, type Column, type QualifiedName } from "@typeorm-autogen/model";
import { applyPatch, type AlterColumn, type AlterEnum } from "@typeorm-autogen/ops";
import type { Finding, Site } from "./site.js";

/** What an operation destroys, and which values do not survive it. */
export function lostData(site: Site): readonly Finding[] {
  const { op } = site;
  switch (op.kind) {
    case "dropTable":
      return site.isNew(op.table) ? [] : [dropTable(op.table)];
    case "dropSchema":
      return [lost("drop-schema", op.name, "drops the schema")];
    case "dropColumn":
      return op.column.generated || site.isNew(op.table) ? [] : [dropColumn(site, op.table, op.column)];
    case "dropSequence":
      return [lost("drop-sequence", formatName(op.sequence), "forgets the number that it had reached")];
    case "dropView":
      return recreates(site, op.view) ? [] : [dropView(op.view, op.materialized)];
    case "alterEnum":
      return removedValues(op).map((value) => ({
        rule: "drop-enum-value",
        object: `${formatName(op.enum)}.${value}`,
        message: "fails where rows still hold this value",
        safe: `state what such rows become: --map value:${op.enum.name}.${value}=VALUE`,
      }));
    case "alterColumn":
      return site.isNew(op.table) ? [] : conversion(site, op);
    default:
      return [];
  }
}

function lost(rule: Finding["rule"], object: string, message: string): Finding {
  return { rule, object, message, destroys: true };
}

function dropTable(table: QualifiedName): Finding {
  return {
    ...lost("drop-table", formatName(table), "drops the table and every row in it"),
    safe: "stop using it first; rename it in one release and drop it in a later one, with a copy of its rows kept",
  };
}

function dropColumn({ all }: Site, table: QualifiedName, { name }: Column): Finding {
  const object = columnName(table, name);
  const again = all.some(
    (other) =>
      other.kind === "addColumn" &&
      other.column.name === name &&
      formatName(other.table) === formatName(table),
  );
  if (again)
    return {
      ...lost("column-recreated", object, "drops the column and adds it again: its values are gone"),
      safe: `change it in place: t.alterColumn(${JSON.stringify(name)}, …), with using where its values need a conversion`,
    };
  return {
    ...lost("drop-column", object, "drops the column and its values"),
    safe: "release code that no longer reads or writes it first, and drop it in the release after that",
  };
}

function recreates({ all }: Site, view: QualifiedName): boolean {
  return all.some((other) => other.kind === "createView" && formatName(other.view) === formatName(view));
}

function dropView(view: QualifiedName, materialized: true | undefined): Finding {
  const rows = materialized ? ", and the rows that it had computed" : "";
  return {
    rule: "drop-view",
    object: formatName(view),
    message: `drops the view${rows}: queries that read it fail`,
  };
}

function removedValues({ from, to, map = {} }: AlterEnum): readonly string[] {
  return from.filter((value) => !to.includes(value) && !(value in map));
}

// A conversion that somebody wrote is what somebody means.
function conversion({ dialect, facts, before: state }: Site, op: AlterColumn): readonly Finding[] {
  const { was, to, using, table, column } = op;
  if (to.type === undefined) return [];
  const known = state && findTable(state, table)?.columns.find(({ name }) => name === column);
  const before = known ?? (was?.type && formerColumn(column, was.type, was));
  if (!before) return [];
  const after = applyPatch(before, to);
  const rules = dialect.rules(facts);
  const risk = rules.conversionRisk?.(before, after);
  if (!risk || using !== rules.conversion(before, after)) return [];
  const object = columnName(table, column);
  const message = `the conversion to ${risk.into} ${risk.what}`;
  if (risk.kind === "fails") return [{ rule: "type-narrowing", object, message }];
  return [lost("lossy-conversion", object, message)];
}

function formerColumn(name: string, type: Column["type"], was: AlterColumn["was"]): Column {
  return { name, nullable: false, ...(was as Partial<Column>), type };
}

/** A column as people write it: `orders.customer_id`. */
export function columnName(table: QualifiedName, column: string): string {
  return `${formatName(table)}.${column}`;
}
