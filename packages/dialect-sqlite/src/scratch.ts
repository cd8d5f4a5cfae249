import type { ScratchPort } from "@typeorm-autogen/dialect";
import type { ColumnType } from "@typeorm-autogen/model";
import { significantTokens } from "./lexicon.js";

const statementsAway: ReadonlySet<string> = new Set(["attach", "detach", "vacuum"]);

/** Databases for a while, in memory: nothing is left of one whose connection is closed. */
export const scratch: ScratchPort = {
  local: async ({ projectDir, options }) => ({
    label: "SQLite in memory",
    private: false,
    create: async () => ({ projectDir, readOnly: false, options: memoryOptions(options) }),
    drop: async () => {},
    idle: async () => [],
    close: async () => {},
  }),
  prepare: [],
  reachesBeyond: (sql) => {
    const [first, second] = significantTokens(sql).map(({ text }) => text.toLowerCase());
    if (first === undefined || !statementsAway.has(first)) return undefined;
    return first === "vacuum" && second !== "into" ? undefined : "another file";
  },
  unbound: { begin: "PRAGMA foreign_keys = OFF", end: "PRAGMA foreign_keys = ON" },
  overriding: "",
  sampleValue,
  documentsAreNumbers: true,
};

// The project's own driver; what says where and how its file is kept is left behind.
function memoryOptions({ type, driver, nativeBinding }: Readonly<Record<string, unknown>> = {}) {
  const kept = { type, driver, nativeBinding };
  const given = Object.entries(kept).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), database: ":memory:" };
}

function sampleValue({ name }: ColumnType, n: number): string {
  if (name === "blob") return `x'313${n}'`;
  if (name === "boolean") return String(n % 2);
  if (name === "datetime") return `'2020-01-0${n}'`;
  return /char|text|json/.test(name) ? `'1${n}'` : `1${n}`;
}
