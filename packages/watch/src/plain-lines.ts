import { placeOf } from "./problem.js";
import type { PendingTable, WatchProblem, WatchSnapshot } from "./snapshot.js";
import { count, hourOf, oneLine } from "./words.js";

/** A snapshot on one line, for where there is no terminal. Text that comes from elsewhere still has to be cleaned. */
export function snapshotLine({ at, state, problems, questions, tables, waiting }: WatchSnapshot): string {
  const time = hourOf(at);
  const [problem] = problems;
  if (problem) return `${time} error: ${problemLine(problem)}`;
  const parts = [
    waiting.length > 0 ? `${count(waiting.length, "revision")} waiting for upgrade` : "",
    tables.length === 0
      ? "in sync"
      : `${count(tables.flatMap(({ operations }) => operations).length, "change")}`,
    questions.length > 0 ? count(questions.length, "question") : "",
  ];
  const changes = tables.map(tableLine).join("; ");
  const head = parts.filter((part) => part !== "").join(", ");
  return `${time} ${state === "in-sync" ? "" : "pending: "}${head}${changes === "" ? "" : `: ${changes}`}`;
}

/** What is wrong, and where, on one line. */
function problemLine(problem: WatchProblem): string {
  const { file } = problem;
  const said = oneLine(problem.message);
  return file === undefined || said.includes(file) ? said : `${placeOf(problem)}: ${said}`;
}

function tableLine({ table, operations }: PendingTable): string {
  const words = operations.map(
    ({ sign, words: said, destructive }) => `${sign} ${said}${destructive ? " (loses data)" : ""}`,
  );
  return `${table === null ? "" : `${table} `}${words.join(", ")}`;
}
