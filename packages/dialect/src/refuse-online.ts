import { formatName } from "@typeorm-autogen/model";
import { onlineClauses, type Operation } from "@typeorm-autogen/ops";
import { UnsupportedError } from "./errors.js";

/** Refuses the algorithm and lock that a script demands of a server that takes no such demands. */
export function refuseOnline(label: string, operation: Operation): void {
  if (operation.kind !== "alterTable") return;
  const clauses = onlineClauses(operation.online);
  if (clauses.length === 0) return;
  const what = `${clauses.join(", ")} for changes of ${formatName(operation.table)}`;
  throw new UnsupportedError(label, what, "leave the options of op.alterTable to MySQL and MariaDB");
}
