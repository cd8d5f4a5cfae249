import { nameSql, type DdlContext, type ServerFacts } from "@typeorm-autogen/dialect";
import {
  findTable,
  type Column,
  type IndexDefinition,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { evolve, type TableChange } from "@typeorm-autogen/ops";
import { columnDefinition } from "./column-definition.js";
import { flavorOf, type Flavor } from "./flavor.js";
import { foreignKeyColumns, interimIndexes, repairForeignKeyIndexes } from "./foreign-key-indexes.js";
import { checkClause, dropCheckClause, dropIndexClause, indexClause } from "./key-sql.js";
import { findReaders, mentions } from "./readers.js";
import { spelling } from "./spelling.js";
import { identifier } from "./sql-text.js";

/** What the open ALTER TABLE does to a column. */
export interface ColumnEdit {
  /** Its name before; absent where it is added. */
  readonly from?: string;
  readonly to: string;
  /** All of it, where more than its name changes. */
  readonly definition?: Column;
  /** The column that it comes after, null for none; absent: it stays where it is, or comes last. */
  readonly after?: string | null;
}

/** How the server is to make the changes, where it is not left to choose. */
export interface AlterationSettings {
  /** The last ALTER TABLE writes the table anew, whether its clauses need it or not. */
  readonly recreate?: true;
  /** Clauses that end every ALTER TABLE: `LOCK=NONE`. */
  readonly clauses?: readonly string[];
}

/** What a clause drops, adds or renames. */
export type Part = "primaryKey" | "index" | "check" | "foreignKey";

interface Clause {
  readonly part: Part;
  readonly name: string;
  readonly sql: string;
}

/**
 * The statements that change one table: clauses gather in an ALTER TABLE that stays open as long as they can share it.
 * In it the names of what is dropped and changed are those from before, and the names in what is added those from after.
 */
export class Alteration {
  readonly table: QualifiedName;
  readonly facts: ServerFacts;
  readonly flavor: Flavor;
  readonly #settings: AlterationSettings;
  readonly #returning: ReadonlySet<string>;
  readonly #statements: string[] = [];
  /** Before the open clauses, and after them; null where nothing is known. */
  #before: Schema | null;
  #after: Schema | null;
  #edits = new Map<string, ColumnEdit>();
  #gone: string[] = [];
  #drops: Clause[] = [];
  #adds: Clause[] = [];
  #options: string[] = [];
  /** Columns that number themselves in the end, but have no key for it yet. */
  readonly #unnumbered = new Set<string>();
  /** Indexes that stand for a while, by name. */
  readonly #interim = new Map<string, IndexDefinition>();

  /** `returning`: the foreign keys that are dropped here and come again, so that their indexes may wait for them. */
  constructor(
    table: QualifiedName,
    { facts, state }: DdlContext,
    returning: ReadonlySet<string>,
    settings: AlterationSettings,
  ) {
    this.table = table;
    this.#settings = settings;
    this.#returning = returning;
    this.facts = facts;
    this.flavor = flavorOf(facts);
    this.#before = state;
    this.#after = state;
  }

  /** The table as everything so far leaves it, or undefined where nothing is known. */
  get now(): Table | undefined {
    return this.#after === null ? undefined : findTable(this.#after, this.table);
  }

  /** Takes into account what a change means, once its clauses are in. */
  follow(change: TableChange): void {
    if (this.#after !== null) this.#after = evolve(this.#after, [change]);
  }

  drop(part: Part, name: string, sql: string): void {
    if (this.#adds.some((add) => add.part === part && add.name === name)) this.flush();
    this.#drops.push({ part, name, sql });
  }

  // A foreign key's name is free again after the statement, not in it; of full-text indexes InnoDB builds one at a time.
  add(part: Part, name: string, sql: string): void {
    const taken =
      part === "foreignKey" && this.#drops.some((drop) => drop.part === part && isSameName(drop.name, name));
    const second =
      sql.startsWith("ADD FULLTEXT") && this.#adds.some((add) => add.sql.startsWith("ADD FULLTEXT"));
    if (taken || second) this.flush();
    this.#adds.push({ part, name, sql });
  }

  rename(part: Part, from: string, to: string, sql: string): void {
    if (this.#adds.some((add) => add.part === part && add.name === from)) this.flush();
    this.#adds.push({ part, name: to, sql });
  }

  /** A clause that concerns the table itself. */
  option(sql: string): void {
    this.#options.push(sql);
  }

  addColumn(definition: Column, after?: string | null): void {
    // In one statement an index on the column that goes would stay, on the new one.
    if (this.#gone.includes(definition.name)) this.flush();
    this.#edit({ to: definition.name, definition, ...(after !== undefined && { after }) });
  }

  dropColumn(name: string): void {
    if (this.#adds.length > 0 || this.#isAnchor(name)) this.flush();
    const edit = this.#edits.get(name);
    this.#edits.delete(name);
    if (!edit) this.#gone.push(name);
    else if (edit.from !== undefined) this.#gone.push(edit.from);
  }

  changeColumn(definition: Column): void {
    const known = this.#edits.get(definition.name) ?? { from: definition.name, to: definition.name };
    this.#edit({ ...known, definition });
  }

  /** Puts a column behind another, or first; the clauses about columns keep the order of these calls. */
  placeColumn(definition: Column, after: string | null): void {
    const known = this.#edits.get(definition.name) ?? { from: definition.name, to: definition.name };
    this.#edits.delete(definition.name);
    this.#edit({ ...known, definition, after });
  }

  renameColumn(from: string, to: string): void {
    const computed = [...this.#edits.values()].some((edit) => computesBy(edit, from));
    if (this.#adds.length > 0 || computed || this.#isAnchor(from)) this.flush();
    const known = this.#edits.get(from) ?? { from, to };
    this.#edits.delete(from);
    const { definition } = known;
    this.#edit({ ...known, to, ...(definition && { definition: { ...definition, name: to } }) });
  }

  // Behind a column that goes, or is called otherwise in the end, none can be put in the same statement.
  #isAnchor(name: string): boolean {
    return [...this.#edits.values()].some(({ after }) => after === name);
  }

  /** Puts a new column in the place of one that goes. */
  replaceColumn(old: string, edit: ColumnEdit): void {
    this.#gone.push(old);
    this.#edit(edit);
  }

  /** Whether the open ALTER TABLE changes columns, so that rows cannot be filled before it. */
  get changesColumns(): boolean {
    return this.#edits.size + this.#gone.length > 0;
  }

  /** Closes the open ALTER TABLE and puts a statement after it. */
  run(...statements: readonly string[]): void {
    this.flush();
    this.#statements.push(...statements);
  }

  /** Puts a statement before the open ALTER TABLE. */
  prepare(statement: string): void {
    this.#statements.push(statement);
  }

  /** Everything, in order. */
  finish(): readonly string[] {
    this.flush(true);
    return this.#statements;
  }

  /** Closes the open ALTER TABLE; what comes later goes into another one. */
  flush(isLast = false): void {
    const before = this.#before === null ? undefined : findTable(this.#before, this.table);
    if (before) {
      this.#keepReferencesIndexed(before, isLast);
      this.#numberByKeys(isLast);
      this.#restateReaders(before);
      this.#keepForeignKeysIndexed(before);
    }
    const [early = [], renames = [], main = [], late = []] = this.#cut(before);
    const anew = isLast && this.#settings.recreate ? ["FORCE", "ALGORITHM=COPY"] : [];
    for (const clauses of [early, renames, [...main, ...anew], late]) this.#alter(clauses);
    this.#begin();
  }

  // A column numbers itself only while it leads a key (error 1075), which may have gone before it, or be still to come.
  #numberByKeys(isLast: boolean): void {
    const { now } = this;
    for (const column of now?.columns.filter(({ autoincrement }) => autoincrement) ?? []) {
      const { autoincrement: _, ...unnumbered } = column;
      if (isLast || !now || leadsKey(now, column.name, [...this.#interim.values()])) {
        if (this.#unnumbered.delete(column.name)) this.changeColumn(column);
      } else if (!this.#unnumbered.has(column.name)) {
        this.#unnumbered.add(column.name);
        this.changeColumn(unnumbered);
      }
    }
  }

  // MySQL refuses to rename a column that an expression reads, unless the same statement says it anew.
  #restateReaders(before: Table): void {
    const { now } = this;
    const renames = [...this.#edits.values()].filter(isRename);
    if (!now || renames.length === 0 || this.flavor.followsRenames) return;
    const readers = findReaders(before, now, renames);
    for (const check of readers.checks) {
      if (!this.#drops.some(({ part, name }) => part === "check" && name === check.name))
        this.#replace(
          "check",
          check.name ?? "",
          dropCheckClause(check, this.flavor),
          checkClause(check, this.flavor),
        );
    }
    for (const index of readers.indexes) {
      if (!this.#drops.some(({ part, name }) => part === "index" && name === index.name))
        this.#replace("index", index.name, dropIndexClause(index.name), indexClause(index, this.flavor));
    }
    for (const column of readers.columns) {
      if (!this.#edits.get(column.name)?.definition) this.changeColumn(column);
    }
  }

  #replace(part: Part, name: string, drop: string, add: string): void {
    this.#drops.push({ part, name, sql: drop });
    this.#adds.push({ part, name, sql: `ADD ${add}` });
  }

  #keepForeignKeysIndexed(before: Table): void {
    const { now } = this;
    if (!now) return;
    const { drops, adds } = repairForeignKeyIndexes(before, now);
    for (const name of drops.filter((name) => !this.#returning.has(name)))
      this.#drops.push({ part: "index", name, sql: dropIndexClause(name) });
    for (const index of adds)
      this.#adds.push({ part: "index", name: index.name, sql: `ADD ${indexClause(index, this.flavor)}` });
  }

  #keepReferencesIndexed(before: Table, isLast: boolean): void {
    const { now } = this;
    if (!now || !this.#after) return;
    const drop = (name: string) => {
      if (this.#interim.delete(name)) this.#drops.push({ part: "index", name, sql: dropIndexClause(name) });
    };
    for (const { index, was, is } of interimIndexes(before, now, this.#after)) {
      const { name } = index;
      if (is) drop(name);
      if (!was || is || isLast || this.#interim.has(name)) continue;
      this.#interim.set(name, index);
      this.#adds.push({ part: "index", name, sql: `ADD ${indexClause(index, this.flavor)}` });
    }
    // Columns of some may be called otherwise by now.
    if (isLast) for (const name of this.#interim.keys()) drop(name);
  }

  /** The clauses of each ALTER TABLE: one for all, but for what the server does only by itself. */
  #cut(before: Table | undefined): readonly (readonly string[])[] {
    const edits = this.#placed();
    const apart = edits.filter(isRename).filter((edit) => this.#isLinked(before, edit.from));
    const last = edits.filter((edit) => this.#becomesRequiredLink(before, edit));
    const early = (clause: Clause) => apart.length > 0 && clause.part === "check";
    const inTheWay = (name: string) => apart.some(({ to }) => to === name);
    const rest = (edit: ColumnEdit) =>
      editClause(isRename(edit) && apart.includes(edit) ? renamed(edit) : edit, this.flavor);
    return [
      [
        ...this.#drops.filter(early).map(({ sql }) => sql),
        ...this.#gone.filter(inTheWay).map(dropColumnClause),
      ],
      apart.map(renameClause),
      [
        ...this.#drops.filter((clause) => !early(clause)).map(({ sql }) => sql),
        ...this.#gone.filter((name) => !inTheWay(name)).map(dropColumnClause),
        ...edits.filter((edit) => !last.includes(edit)).flatMap(rest),
        ...this.#adds.map(({ sql }) => sql),
        ...this.#options,
      ],
      last.flatMap(rest),
    ];
  }

  // A column cannot be put after one that only comes later in the same statement.
  #placed(): readonly ColumnEdit[] {
    const edits = [...this.#edits.values()];
    return edits.map(({ after, ...edit }, i) => {
      const known =
        after === undefined || !edits.slice(i).some(({ from, to }) => to === after && from !== after);
      return known && after !== undefined ? { ...edit, after } : edit;
    });
  }

  // "Columns participating in a foreign key are renamed" only where nothing needs the table to be copied (error 1846).
  #isLinked(before: Table | undefined, column: string): boolean {
    return before === undefined || foreignKeyColumns(before, this.#before).has(column);
  }

  // A column of a foreign key that stays becomes required in place, or not at all (error 1832).
  #becomesRequiredLink(before: Table | undefined, { from, definition }: ColumnEdit): boolean {
    if (from === undefined || !definition || definition.nullable) return false;
    if (!before?.columns.some((column) => column.name === from && column.nullable)) return false;
    const goes = (key: string) =>
      this.#drops.some(({ part, name }) => part === "foreignKey" && isSameName(name, key));
    return before.foreignKeys.some(({ name = "", columns }) => columns.includes(from) && !goes(name));
  }

  #begin(): void {
    this.#before = this.#after;
    this.#edits = new Map();
    this.#gone = [];
    this.#drops = [];
    this.#adds = [];
    this.#options = [];
  }

  #edit(edit: ColumnEdit): void {
    this.#edits.set(edit.to, edit);
  }

  #alter(clauses: readonly string[]): void {
    if (clauses.length === 0) return;
    const all = [...clauses, ...(this.#settings.clauses ?? [])];
    this.#statements.push(`ALTER TABLE ${nameSql(spelling, this.table)} ${all.join(", ")}`);
  }
}

function leadsKey(
  { primaryKey, indexes, uniques }: Table,
  column: string,
  others: readonly IndexDefinition[],
): boolean {
  const lists = [...(primaryKey ? [primaryKey] : []), ...uniques].map(({ columns }) => columns[0]);
  return [...lists, ...[...indexes, ...others].map(({ parts }) => parts[0]?.column)].includes(column);
}

type Rename = ColumnEdit & { readonly from: string };

// The servers tell the names of constraints apart whatever their letter case.
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function isRename(edit: ColumnEdit): edit is Rename {
  return edit.from !== undefined && edit.from !== edit.to;
}

// What an open clause computes is told by the names of before the next rename.
function computesBy({ definition }: ColumnEdit, column: string): boolean {
  const texts = [definition?.generated?.expression, definition?.default];
  return texts.some((text) => text !== undefined && mentions(text, column));
}

// What is left to do of an edit once its rename is done.
function renamed(edit: Rename): ColumnEdit {
  return { ...edit, from: edit.to };
}

function editClause({ from, to, definition, after }: ColumnEdit, flavor: Flavor): readonly string[] {
  if (!definition) return from === undefined || from === to ? [] : [renameClause({ from, to })];
  const sql = columnDefinition(definition, flavor) + placeClause(after);
  if (from === undefined) return [`ADD COLUMN ${sql}`];
  return [from === to ? `MODIFY COLUMN ${sql}` : `CHANGE COLUMN ${identifier(from)} ${sql}`];
}

function renameClause({ from, to }: Rename): string {
  return `RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`;
}

function dropColumnClause(name: string): string {
  return `DROP COLUMN ${identifier(name)}`;
}

function placeClause(after: string | null | undefined): string {
  if (after === undefined) return "";
  return after === null ? " FIRST" : ` AFTER ${identifier(after)}`;
}
