import { answerForm, describeDecision, type Decision } from "@typeorm-autogen/compare";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { WatchAction } from "./actions.js";
import { lay, line, span, widthOf, wrap, type Look, type Row, type Span } from "./lines.js";
import { placeOf } from "./problem.js";
import type { PendingOperation, PendingTable, WatchProblem, WatchSnapshot } from "./snapshot.js";
import { count, hourOf } from "./words.js";

/** What of a snapshot is looked at, and what is being typed. */
export interface View {
  readonly mode: "changes" | "details" | "sql" | "help";
  /** The first line of the body that is shown. */
  readonly top: number;
  /** What an action said, or why it failed. */
  readonly notice: { readonly text: string; readonly look: Look } | null;
  /** Text that is being asked for. */
  readonly prompt: { readonly question: string; readonly typed: string } | null;
  /** Something to confirm. */
  readonly confirming: string | null;
  /** A check or an action is going on for longer than nobody notices. */
  readonly busy: string | null;
  /** Lines of the file that a problem is in. */
  readonly excerpt: readonly string[];
}

/** A screen's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How nothing is looked at yet. */
export const firstView: View = {
  mode: "changes",
  top: 0,
  notice: null,
  prompt: null,
  confirming: null,
  busy: null,
  excerpt: [],
};

const chrome = 5;

/** How many lines of the body a screen shows. */
export function bodyRows({ rows }: Size): number {
  return Math.max(rows - chrome, 1);
}

/** What a screen is drawn of. */
export interface Picture {
  readonly snapshot: WatchSnapshot;
  readonly view: View;
  readonly size: Size;
  readonly actions: readonly WatchAction[];
  /** What a terminal may show of a text that comes from elsewhere. */
  readonly clean: (text: string) => string;
}

/** The whole screen, one line for each row, with these lines as its body. */
export function frame(
  { snapshot, view, size, actions, clean }: Picture,
  body: readonly Row[],
): readonly (readonly Span[])[] {
  const left = title(snapshot);
  const room = bodyRows(size);
  const shown = body.slice(view.top, view.top + room);
  const rule = line("─".repeat(size.columns), "dim");
  return [
    { left, right: database(snapshot, size.columns - widthOf(left) - 1, clean), rightYields: true },
    { left: standing(snapshot), right: clock(snapshot, view), rightYields: true },
    rule,
    ...shown,
    ...Array.from({ length: room - shown.length }, () => line("")),
    scrolled(view.top, body.length - view.top - shown.length) ?? rule,
    { left: bottom(view, actions) },
  ]
    .slice(0, size.rows)
    .map((row) => lay(row, size.columns, clean));
}

function title({ state, tables, questions }: WatchSnapshot): readonly Span[] {
  const changes = tables.reduce((sum, { operations }) => sum + operations.length, 0);
  const badges: Readonly<Record<typeof state, readonly [string, Look]>> = {
    starting: ["… starting", "dim"],
    "in-sync": ["✓ in sync", "green"],
    pending: [`● ${count(changes, "change")}`, "yellow"],
    questions: [`? ${count(questions.length, "question")}, ${count(changes, "change")}`, "cyan"],
    error: ["✗ cannot compare", "red"],
  };
  const [text, look] = badges[state];
  const destroys = tables.some(({ operations }) => operations.some(({ destructive }) => destructive));
  return [
    span(" autogen watch  ", "bold"),
    span(text, look),
    ...(destroys && state !== "error" ? [span("  loses data", "red")] : []),
  ];
}

// Where there is no room for all of it, what is known least without looking.
function database(
  { database: known }: WatchSnapshot,
  room: number,
  clean: Picture["clean"],
): readonly Span[] {
  if (known === null) return [];
  const name = shortName(clean(known.name));
  const texts = [`${known.server} · ${name} `, `${name} `, `${known.server} `].map((text) => [
    span(text, "dim"),
  ]);
  return texts.find((text) => widthOf(text) <= room) ?? [];
}

// Of a path, the end says more.
function shortName(name: string): string {
  return name.length <= 40 ? name : `…${name.slice(-39)}`;
}

function standing({ heads, current, waiting, draft, state }: WatchSnapshot): readonly Span[] {
  if (state === "starting") return [];
  const at = current.length === 0 ? "no revision applied" : `at ${current.join(", ")}`;
  const head = heads.length > 0 && waiting.length === 0 && current.length > 0 ? `${at} (head)` : at;
  return [
    span(` ${head}`, "dim"),
    ...(draft ? [span(`  draft ${draft.id}`, "cyan")] : []),
    ...(waiting.length > 0 ? [span(`  ${count(waiting.length, "revision")} to upgrade`, "yellow")] : []),
  ];
}

function clock({ at, took, sequence }: WatchSnapshot, { busy }: View): readonly Span[] {
  if (busy !== null) return [span(`${busy} … `, "dim")];
  if (sequence === 0) return [];
  return [span(`${hourOf(at)} · ${took < 1000 ? `${took} ms` : `${(took / 1000).toFixed(1)} s`} `, "dim")];
}

function scrolled(above: number, below: number): Row | undefined {
  if (above === 0 && below === 0) return undefined;
  const words = [above > 0 ? `↑ ${above} above` : "", below > 0 ? `↓ ${below} more` : ""];
  return { left: [], right: [span(`${words.filter((word) => word !== "").join("   ")} `, "dim")] };
}

/** All lines of the body, of which the screen shows some. */
export function bodyLines({ snapshot, view, size: { columns }, actions }: Picture): readonly Row[] {
  if (view.mode === "help") return helpLines(actions);
  if (view.mode === "sql") return sqlLines(snapshot, columns);
  return [
    ...snapshot.problems.flatMap((problem) => problemLines(problem, view.excerpt, columns)),
    ...questionLines(snapshot.questions, columns),
    ...changeLines(snapshot, view.mode === "details", columns),
    ...warningLines(snapshot, columns),
  ];
}

function problemLines(problem: WatchProblem, excerpt: readonly string[], columns: number): readonly Row[] {
  const { message } = problem;
  const place = placeOf(problem);
  return [
    ...(place === "" ? [] : [{ left: [span(" ✗ ", "red"), span(place, "bold")] }]),
    ...wrap(place === "" ? message : message.replace(`${place}: `, ""), columns - 4).map((text) =>
      line(`   ${text}`, "red"),
    ),
    ...(excerpt.length > 0 ? [line("")] : []),
    ...excerpt.map((text) => line(`   ${text}`, text.startsWith(">") ? undefined : "dim")),
    line(""),
  ];
}

function questionLines(questions: readonly Decision[], columns: number): readonly Row[] {
  const [first, ...others] = questions;
  if (!first) return [];
  const hasMore = others.some(({ kind }) => kind === "rename");
  const keys =
    answerForm(first) === null
      ? `y yes   n no${hasMore ? "   Y yes to all renames" : ""}`
      : `Enter to answer with ${answerForm(first)}`;
  return [
    ...wrap(describeDecision(first), columns - 4).map((text, i) => ({
      left: [span(i === 0 ? " ? " : "   ", "cyan"), span(text, "bold")],
    })),
    {
      left: [
        span(`   ${keys}`, "cyan"),
        span(others.length > 0 ? `   (${others.length} more after it)` : "", "dim"),
      ],
    },
    line(""),
  ];
}

function changeLines(snapshot: WatchSnapshot, details: boolean, columns: number): readonly Row[] {
  const { tables, state, waiting, tableCount } = snapshot;
  if (state === "starting") return [line(""), line("   loading the entities …", "dim")];
  if (tables.length === 0) return state === "error" ? [] : inSyncLines(waiting, tableCount, columns);
  const heading =
    state === "error"
      ? "what was pending before:"
      : waiting.length > 0
        ? "what the waiting revisions do is among this:"
        : undefined;
  return [
    ...(heading === undefined ? [] : [line(` ${heading}`, "dim")]),
    ...tables.flatMap((table) => tableLines(table, details, columns)),
  ];
}

function inSyncLines(waiting: readonly string[], tables: number, columns: number): readonly Row[] {
  const hint = `${count(tables, "table")}. Edit an entity and save: what the database then needs stands here.`;
  return [
    line(""),
    { left: [span("   ✓ ", "green"), span("The database agrees with the entities.")] },
    ...wrap(hint, columns - 6).map((text) => line(`     ${text}`, "dim")),
    ...(waiting.length > 0
      ? [line(`     Waiting for autogen upgrade: ${waiting.join(", ")}`, "yellow")]
      : []),
  ];
}

function tableLines(
  { table, columns: names, operations, hazards }: PendingTable,
  details: boolean,
  columns: number,
): readonly Row[] {
  const told = hazards.filter(
    ({ accepted, level }) => accepted === undefined && (details || level !== "info"),
  );
  return [
    line(` ${table ?? "the whole database"}`, "bold"),
    ...operations.flatMap((operation) => operationLines(operation)),
    ...(details && names
      ? wrap(names.join(", "), columns - 7).map((text) => line(`     ${text}`, "dim"))
      : []),
    ...told.flatMap((hazard) => hazardLines(hazard, details, columns)),
    line(""),
  ];
}

const signLooks = { "+": "green", "-": "red", "~": "yellow" } as const;

function operationLines({ sign, words, destructive }: PendingOperation): readonly Row[] {
  const left = [span(`   ${sign} `, signLooks[sign]), span(words)];
  return [destructive ? { left, right: [span("loses data ", "red")] } : { left }];
}

const hazardLooks = { error: "red", warning: "yellow", info: "dim" } as const;

function hazardLines(hazard: Hazard, details: boolean, columns: number): readonly Row[] {
  const { level, object, message, rule, safe, lock, destroys } = hazard;
  const word = destroys ? "destructive" : level;
  const head = [span(`     ${word} `, hazardLooks[level])];
  if (!details) return [{ left: [...head, span(`${object}: ${message}`, "dim")] }];
  const texts = [
    `${object}: ${message} (${rule})`,
    ...(lock ? [`lock: ${lock.name}`] : []),
    ...(safe === undefined ? [] : [`safer: ${safe}`]),
  ];
  const lines = texts.flatMap((text) => wrap(text, columns - 8));
  return [{ left: head }, ...lines.map((text) => line(`       ${text}`, "dim"))];
}

function warningLines({ warnings, state }: WatchSnapshot, columns: number): readonly Row[] {
  if (state === "error") return [];
  return warnings.flatMap((warning) => wrap(warning, columns - 2).map((text) => line(` ${text}`, "yellow")));
}

function sqlLines({ sql }: WatchSnapshot, columns: number): readonly Row[] {
  if (sql.length === 0) return [line(""), line("   nothing to run", "dim")];
  return sql.flatMap((statement) =>
    wrap(`${statement};`, columns - 4).map((text, i) => line(`${i === 0 ? " " : "   "}${text}`)),
  );
}

function helpLines(actions: readonly WatchAction[]): readonly Row[] {
  const keys: readonly (readonly [string, string])[] = [
    ...actions.map(({ key, help }) => [key, help] as const),
    ["s", "the SQL of what is pending, in the order in which it would run"],
    ["d", "details: every hazard in full, with a safer way where there is one"],
    ["c", "check again: load everything and look at the database anew"],
    ["y n Y", "answer the question on the screen; Y says yes to all renames"],
    ["Enter", "answer a question that wants SQL or a value"],
    ["↑ ↓", "scroll; also PgUp, PgDn, Home and End"],
    ["Esc", "back to the list, or out of a question"],
    ["q", "quit; Ctrl-C too"],
  ];
  return [
    line(""),
    ...keys.map(([key, help]) => ({ left: [span(`   ${key.padEnd(7)}`, "bold"), span(help)] })),
    line(""),
    line("   Only a and u write to the database. Answers are remembered until you quit.", "dim"),
  ];
}

function bottom(view: View, actions: readonly WatchAction[]): readonly Span[] {
  const { prompt, confirming, notice, mode } = view;
  if (prompt) return [span(` ${prompt.question} `, "bold"), span(prompt.typed), span(" ", "inverse")];
  if (confirming !== null) return [span(` ${confirming} `, "bold"), span("y/n", "cyan")];
  if (notice) return [span(` ${notice.text}`, notice.look)];
  const modes = { s: "sql", d: "details", "?": "help" } as const;
  const keys: readonly (readonly [string, string])[] = [
    ...actions.map(({ key, label }) => [key, label] as const),
    ["s", "SQL"],
    ["d", "details"],
    ["c", "check"],
    ["?", "help"],
    ["q", "quit"],
  ];
  return keys.flatMap(([key, label]) => [
    span(" "),
    span(` ${key} `, modes[key as keyof typeof modes] === mode ? "inverse" : "bold"),
    span(label, "dim"),
  ]);
}
