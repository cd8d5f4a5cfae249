import { scriptLanguage } from "@typeorm-autogen/dialect";
import { NotConnectedError, record, type Operation } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import { OfflineQueryError, type Direction } from "./errors.js";
import type { OfflineOptions } from "./offline.js";
import { loadDirection } from "./script.js";

/** What a script records where nothing is connected. Throws OfflineQueryError where it asks the database. */
export async function recordOffline(
  { id, path }: Revision,
  direction: Direction,
  { dialect, facts, loadScript, x = {} }: OfflineOptions,
): Promise<readonly Operation[]> {
  const script = await loadDirection(loadScript, path, direction);
  try {
    return await record(script, { ...scriptLanguage(dialect, facts), x });
  } catch (error) {
    if (!(error instanceof NotConnectedError)) throw error;
    throw new OfflineQueryError(id, path, direction, String(error.details["call"]));
  }
}
