import type { ComparedTable } from "@typeorm-autogen/autogenerate";
import { describeDecision, type Decision } from "@typeorm-autogen/compare";
import type { Hazard } from "@typeorm-autogen/hazards";
import { formatName } from "@typeorm-autogen/model";
import { Arrangement, type Placeable } from "./arrange-tables.js";
import { box, tableBox } from "./page-box.js";
import type { PageHazard, PageQuestion, PageState, PageTable, Point } from "./page/state.js";
import { placeOf } from "./problem.js";
import type { WatchSnapshot } from "./snapshot.js";

/** Turns snapshots into what the page shows. Remembers where tables stand, so that they stay there. */
export class PageDrawing {
  readonly #all = new Arrangement(box.width);
  readonly #changing = new Arrangement(box.width);
  readonly #clean: (text: string) => string;

  constructor(clean: (text: string) => string) {
    this.#clean = clean;
  }

  /** What the page shows of a snapshot and of all tables, as JSON. */
  draw(snapshot: WatchSnapshot, compared: readonly ComparedTable[]): string {
    const { sequence, at, state, took, database, heads, waiting, draft, warnings, tables, sql } = snapshot;
    const page: PageState = {
      sequence,
      at,
      state,
      took,
      database: database && { server: database.server, name: database.name },
      heads,
      waiting,
      draft: draft && draft.id,
      problems: snapshot.problems.map((problem) => ({ message: problem.message, place: placeOf(problem) })),
      questions: snapshot.questions.map(questionOf),
      warnings,
      groups: tables.map((group) => ({ ...group, hazards: group.hazards.map(hazardOf) })),
      sql,
      tables: this.#place(compared),
    };
    return JSON.stringify(page, (_key, value: unknown) =>
      typeof value === "string" ? this.#clean(value) : value,
    );
  }

  #place(compared: readonly ComparedTable[]): readonly PageTable[] {
    const drawn = compared.map((table) => ({ table, name: formatName(table.table), ...tableBox(table) }));
    const placeable = drawn.map(({ name, height, keys }): Placeable => ({
      name,
      height,
      refersTo: keys.map(({ to }) => to),
    }));
    const shown = new Set(
      drawn.flatMap(({ name, table, keys }) =>
        table.change === "same" ? [] : [name, ...keys.map(({ to }) => to)],
      ),
    );
    const all = this.#all.arrange(placeable);
    const changing = this.#changing.arrange(placeable.filter(({ name }) => shown.has(name)));
    return drawn.map(({ table, name, ...drawing }) => ({
      name,
      was: table.was ? formatName(table.was) : "",
      change: table.change,
      lines: table.lines.map(({ change, text, was = "" }) => ({ change, text, was })),
      ...drawing,
      width: box.width,
      at: all.get(name) ?? nowhere,
      amongChanges: changing.get(name) ?? null,
    }));
  }
}

const nowhere: Point = { x: 0, y: 0 };

function questionOf(decision: Decision): PageQuestion {
  return { text: describeDecision(decision), answers: decision.answers };
}

function hazardOf({ level, rule, object, message, lock, safe = "", accepted = "" }: Hazard): PageHazard {
  return { level, rule, object, message, lock: lock?.name ?? "", safe, accepted };
}
