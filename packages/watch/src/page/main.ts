import { Diagram } from "./diagram.js";
import { byId, count, el, refill } from "./elements.js";
import { changesPanel, detailPanel, sqlPanel, tablesPanel } from "./panels.js";
import type { PageState, PageTable } from "./state.js";

const tabs = ["changes", "tables", "sql"] as const;
type Tab = (typeof tabs)[number];

let state: PageState | null = null;
let tab: Tab = "changes";
let selected: string | null = null;
let link: "live" | "lost" | "gone" = "lost";
/** Milliseconds after which nobody is thought to be there any more. */
const patience = 4000;

const search = byId<HTMLInputElement>("search");
const only = byId<HTMLInputElement>("only");
const svg = byId<SVGSVGElement>("diagram");
const diagram = new Diagram(svg, select, () => {
  byId("scale").textContent = `${Math.round(diagram.view.scale * 100)}%`;
});

function select(name: string | null): void {
  const left = selected;
  const wasInPanel = document.querySelector("aside")?.contains(document.activeElement);
  selected = name;
  render();
  if (name !== null) {
    byId("detail").scrollTop = 0;
    diagram.goTo(name);
  }
  if (wasInPanel) focusPanel(name === null ? left : null);
}

// What had the focus is hidden now: a table's own panel gets it, and on the way back what opened it.
function focusPanel(left: string | null): void {
  if (left === null) return byId("detail").focus();
  const openers = [...byId(tab).querySelectorAll<HTMLElement>("button[data-key]")];
  const opener = openers.find(({ dataset }) => dataset["key"] === `pick ${left}`);
  (opener ?? byId(tab)).focus();
}

function openTab(next: Tab): void {
  tab = next;
  selected = null;
  render();
}

function found(tables: readonly PageTable[]): readonly PageTable[] {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return tables;
  return tables.filter(({ name, was, lines }) => {
    const text = [name, was, ...lines.map((line) => line.text)].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function render(): void {
  if (!state) return;
  const { tables, groups } = state;
  const table = tables.find(({ name }) => name === selected);
  if (!table) selected = null;
  const matches = found(tables);
  const isSearch = search.value.trim() !== "";
  diagram.show(tables, {
    onlyChanges: only.checked,
    found: isSearch ? new Set(matches.map(({ name }) => name)) : null,
    selected,
  });
  showEmpty(tables);
  refill(byId("changes"), changesPanel(state, select));
  refill(byId("tables"), tablesPanel(matches, isSearch, select));
  refill(byId("sql"), sqlPanel(state));
  refill(byId("detail"), table ? detailPanel(table, groups, () => select(null)) : []);
  showTabs(table !== undefined, { changes: changesOf(state), tables: matches.length, sql: state.sql.length });
}

function showEmpty(tables: readonly PageTable[]): void {
  const isEmpty = only.checked ? tables.every(({ amongChanges }) => !amongChanges) : tables.length === 0;
  const empty = byId("empty");
  empty.hidden = !isEmpty || state?.state === "starting";
  empty.textContent = only.checked ? "No table changes." : "No tables yet.";
}

function showTabs(isDetail: boolean, counts: Readonly<Record<Tab, number>>): void {
  for (const name of tabs) {
    const button = byId(`tab-${name}`);
    button.setAttribute("aria-selected", String(name === tab));
    button.tabIndex = name === tab ? 0 : -1;
    byId(name).hidden = isDetail || name !== tab;
    button.replaceChildren(
      button.textContent?.split(" ", 1)[0] ?? "",
      " ",
      el("span", { class: "count" }, String(counts[name])),
    );
  }
  byId("detail").hidden = !isDetail;
}

function changesOf({ groups }: PageState): number {
  return groups.reduce((sum, { operations }) => sum + operations.length, 0);
}

function stateWords(now: PageState): string {
  const changes = count(changesOf(now), "change");
  const words: Readonly<Record<PageState["state"], string>> = {
    starting: "starting …",
    "in-sync": "✓ in sync",
    pending: changes,
    questions: `${count(now.questions.length, "question")}, ${changes}`,
    error: "cannot compare",
  };
  return words[now.state];
}

function showStatus(now: PageState): void {
  const words = stateWords(now);
  const label = byId("state");
  label.className = `state ${now.state}`;
  label.textContent = words;
  const { database, heads, waiting, draft } = now;
  byId("database").textContent = database ? `${database.server} · ${database.name}` : "";
  byId("database").title = database?.name ?? "";
  byId("standing").textContent = [
    heads.length > 0 ? `head ${heads.join(", ")}` : "",
    waiting.length > 0 ? `${count(waiting.length, "revision")} waiting for upgrade` : "",
    draft === null ? "" : `draft ${draft}`,
  ]
    .filter(Boolean)
    .join(" · ");
  const time = new Date(now.at).toLocaleTimeString();
  const took = now.took < 1000 ? `${now.took} ms` : `${(now.took / 1000).toFixed(1)} s`;
  byId("clock").textContent = now.state === "starting" ? "" : `${time} · ${took}`;
  document.title = `${words}${database ? ` · ${database.name.split("/").at(-1)}` : ""}`;
  svg.setAttribute("aria-label", `${count(now.tables.length, "table")}, ${words}`);
}

function showAlerts(): void {
  const problems = state?.problems ?? [];
  const alerts = problems.map(({ message, place }) =>
    el(
      "div",
      { class: "alert-error" },
      place === "" ? null : el("strong", { class: "mono" }, place),
      el("span", { class: "message mono" }, message),
      state?.database ? el("p", { class: "dim" }, "Below stands what the last comparison found.") : null,
    ),
  );
  const gone = el(
    "div",
    { class: "alert-warning" },
    "autogen watch has ended. What stands here is the last that it said; start it again, and open the address that it shows.",
  );
  refill(byId("alerts"), link === "gone" ? [gone, ...alerts] : alerts);
}

function showLink(next: typeof link): void {
  link = next;
  const words = { live: "live", lost: "connecting …", gone: "ended" } as const;
  const label = byId("link");
  label.className = `link ${next}`;
  label.textContent = words[next];
  showAlerts();
}

function connect(): void {
  const events = new EventSource("events");
  events.addEventListener("open", () => showLink("live"));
  events.addEventListener("message", ({ data }: MessageEvent<string>) => {
    state = JSON.parse(data) as PageState;
    showStatus(state);
    showAlerts();
    render();
  });
  events.addEventListener("end", () => {
    events.close();
    showLink("gone");
    setTimeout(connect, patience);
  });
  events.addEventListener("error", () => {
    if (link === "live") {
      showLink("lost");
      setTimeout(() => link === "lost" && showLink("gone"), patience);
    }
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, patience);
  });
}

function step(by: number): void {
  const tables = state?.tables ?? [];
  const places = tables.flatMap(({ change }, i) => (change === "same" ? [] : [i]));
  const from = tables.findIndex(({ name }) => name === selected);
  const next =
    by > 0
      ? (places.find((place) => place > from) ?? places[0])
      : (places.findLast((place) => place < from) ?? places.at(-1));
  if (next !== undefined) select(tables[next]?.name ?? null);
}

svg.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
  if (ctrlKey || metaKey) return;
  if (key === "0") diagram.fit();
  if (key === "n") step(1);
  if (key === "p") step(-1);
});
addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    search.select();
  }
  if (event.key !== "Escape") return;
  search.value = "";
  select(null);
});
search.addEventListener("input", () => openTab("tables"));
search.addEventListener("keydown", ({ key }) => {
  const first = byId("tables").querySelector<HTMLElement>(".pick");
  if (key === "Enter" && first) first.click();
});
only.addEventListener("change", render);
byId("in").addEventListener("click", () => diagram.view.zoom(1.25));
byId("out").addEventListener("click", () => diagram.view.zoom(0.8));
byId("fit").addEventListener("click", () => diagram.fit());
for (const [i, name] of tabs.entries()) {
  byId(`tab-${name}`).addEventListener("click", () => openTab(name));
  byId(`tab-${name}`).addEventListener("keydown", ({ key }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
    if (by === 0) return;
    const next = tabs[(i + by + tabs.length) % tabs.length] ?? name;
    openTab(next);
    byId(`tab-${next}`).focus();
  });
}
new ResizeObserver(() => {
  if (diagram.view.isUntouched) diagram.fit();
  else diagram.view.zoom(1);
}).observe(svg);
showLink("lost");
connect();
