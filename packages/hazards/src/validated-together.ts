import { equalNames, formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { Finding, Site } from "./site.js";

/**
 * A constraint that is validated in the transaction that adds it: the strong lock of adding is kept while every row is
 * read, which is what NOT VALID was to spare. https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export function validatedTogether(site: Site): readonly Finding[] {
  const { op, dialect } = site;
  if (dialect.name !== "postgres" || op.kind !== "validateConstraint" || site.isNew(op.table)) return [];
  if (!isAddedHere(site, op.name, (table) => equalNames(table, op.table))) return [];
  return [finding(`${formatName(op.table)}.${op.name}`)];
}

/** The same said in SQL, where only the constraint's name is known. */
export function validatedBySql(site: Site, name: string): readonly Finding[] {
  const counts = isAddedHere(site, name, (table) => !site.isNew(table));
  return site.dialect.name === "postgres" && counts ? [finding(name)] : [];
}

function isAddedHere(
  { all, since, index }: Site,
  name: string,
  isMeant: (table: QualifiedName) => boolean,
): boolean {
  const isAdded = (constraint: { readonly name?: string; readonly notValid?: true }) =>
    constraint.notValid === true && constraint.name === name;
  return all.slice(since, index).some((op) => {
    if (op.kind === "createForeignKey") return isAdded(op.foreignKey) && isMeant(op.table);
    return op.kind === "createCheck" && isAdded(op.check) && isMeant(op.table);
  });
}

function finding(object: string): Finding {
  return {
    rule: "validate-same-revision",
    object,
    message:
      "reads every row while the lock of adding it is still held: others wait as if NOT VALID had not been said",
    safe: "validate it in a later revision",
  };
}
