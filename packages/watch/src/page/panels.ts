import { count, el, short, signs, type Child } from "./elements.js";
import type { PageChange, PageGroup, PageHazard, PageState, PageTable } from "./state.js";

/** Opens a table. */
export type OnPick = (name: string) => void;

const changeOf = { "+": "added", "-": "removed", "~": "changed" } as const;

/** What is pending: warnings, questions, and the operations of each table with what to know about them. */
export function changesPanel(state: PageState, onPick: OnPick): readonly Child[] {
  const names = new Set(state.tables.map(({ name }) => name));
  return [
    ...state.warnings.map((warning) => el("p", { class: "notice" }, warning)),
    ...state.questions.map(({ text, answers }) =>
      el(
        "div",
        { class: "question" },
        el("h2", {}, text),
        el("p", { class: "dim" }, "Answer in the terminal, or start watch with"),
        ...answers.map((answer) => el("code", {}, answer)),
      ),
    ),
    ...(state.groups.length === 0 ? [el("p", { class: "dim" }, nothingPending(state))] : []),
    ...state.groups.map((group) =>
      el(
        "section",
        { class: "group" },
        el("h2", {}, ...groupTitle(group, names, onPick)),
        ...operationsOf(group),
        sqlOf(group),
      ),
    ),
  ];
}

function nothingPending({ state, tables }: PageState): string {
  if (state === "starting") return "Loading the project and reading the database …";
  if (state === "error") return "Nothing was pending when the entities last loaded.";
  return `The database agrees with the entities: ${count(tables.length, "table")}. Edit an entity and save, and what the database then needs stands here.`;
}

function groupTitle({ table }: PageGroup, names: ReadonlySet<string>, onPick: OnPick): readonly Child[] {
  if (table === null) return ["Beside the tables"];
  if (!names.has(table)) return [el("span", { class: "mono" }, table)];
  return [
    el(
      "button",
      { type: "button", class: "mono", "data-key": `pick ${table}`, click: () => onPick(table) },
      table,
    ),
  ];
}

function operationsOf({ operations, hazards }: PageGroup): readonly Child[] {
  return [
    ...operations.map(({ sign, words, destructive }) =>
      el(
        "p",
        { class: `op mono ${changeOf[sign]}` },
        el("span", { class: "sign" }, signs[changeOf[sign]]),
        el("span", {}, words, destructive ? el("span", { class: "badge" }, "loses data") : null),
      ),
    ),
    ...hazards.map(hazardBlock),
  ];
}

function hazardBlock({ level, rule, object, message, lock, safe, accepted }: PageHazard): Child {
  const isAccepted = accepted !== "";
  const word = isAccepted ? "accepted" : level === "info" ? "note" : level;
  return el(
    "div",
    { class: `hazard ${isAccepted ? "" : level}` },
    el("p", {}, el("strong", {}, word), el("span", { class: "mono" }, object), `: ${message}`),
    el(
      "p",
      { class: "dim" },
      [rule, lock === "" ? "" : `lock: ${lock}`, accepted].filter(Boolean).join(" · "),
    ),
    safe === "" || isAccepted
      ? null
      : el(
          "details",
          { "data-key": `safe ${rule} ${object}` },
          el("summary", {}, "a safer way"),
          safe.includes("op.") ? el("pre", {}, safe) : el("p", {}, safe),
        ),
  );
}

function sqlOf({ table, sql }: PageGroup): Child {
  if (sql.length === 0) return null;
  return el(
    "details",
    { "data-key": `sql ${table ?? ""}` },
    el("summary", {}, "SQL"),
    el("pre", {}, sql.map(ended).join("\n")),
  );
}

const ended = (statement: string) => `${statement};`;

/** All statements in the order of a run, to read and to copy. */
export function sqlPanel({ sql }: PageState): readonly Child[] {
  if (sql.length === 0) return [el("p", { class: "dim" }, "There is nothing to run.")];
  const text = sql.map(ended).join("\n");
  const copied = el("span", { class: "dim", role: "status" });
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.textContent = " copied";
  };
  return [
    el(
      "p",
      {},
      el("button", { type: "button", class: "back", "data-key": "copy", click: () => void copy() }, "copy"),
      copied,
      el(
        "span",
        { class: "dim" },
        `  ${count(sql.length, "statement")}, in the order in which they would run`,
      ),
    ),
    el("pre", {}, text),
  ];
}

/** The tables by name: those that were found, what changes first. */
export function tablesPanel(
  tables: readonly PageTable[],
  isSearch: boolean,
  onPick: OnPick,
): readonly Child[] {
  if (tables.length === 0)
    return [el("p", { class: "dim" }, isSearch ? "No table is like this." : "No tables.")];
  const order = tables.toSorted(
    (a, b) => Number(a.change === "same") - Number(b.change === "same") || a.name.localeCompare(b.name, "en"),
  );
  return order.map(({ name, change, lines }) =>
    el(
      "button",
      {
        type: "button",
        class: `pick mono ${change}`,
        "data-key": `pick ${name}`,
        click: () => onPick(name),
      },
      el("span", { class: "sign" }, signs[change]),
      el("span", {}, short(name, 200)),
      el("span", { class: "dim" }, changesIn(lines)),
    ),
  );
}

function changesIn(lines: PageTable["lines"]): string {
  const changing = lines.filter(({ change }) => change !== "same").length;
  return changing === 0 ? "" : String(changing);
}

const states: Readonly<Record<PageChange, string>> = {
  added: "is added",
  removed: "is dropped",
  changed: "changes",
  same: "stays as it is",
};

/** One table: its lines and what becomes of them, and what is pending on it. */
export function detailPanel(
  table: PageTable,
  groups: readonly PageGroup[],
  onBack: () => void,
): readonly Child[] {
  const own = groups.filter((group) => group.table === table.name || group.table === table.was);
  const pending = own.flatMap((group) => [...operationsOf(group), sqlOf(group)]);
  return [
    el("button", { type: "button", class: "back", "data-key": "back", click: onBack }, "‹ back"),
    el("h2", { class: "mono" }, table.name),
    el("p", { class: "dim" }, `${table.was === "" ? "" : `was ${table.was}; `}${states[table.change]}`),
    el("h3", {}, "Columns, keys and indexes"),
    ...table.lines.map(({ change, text, was }) =>
      el(
        "p",
        { class: `row mono ${change}` },
        el("span", { class: "sign" }, signs[change]),
        el("span", {}, was === "" ? null : el("span", { class: "before" }, was), text),
      ),
    ),
    ...(pending.length === 0 ? [] : [el("h3", {}, "Pending"), ...pending]),
  ];
}
