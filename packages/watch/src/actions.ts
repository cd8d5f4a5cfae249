import type { Answers } from "@typeorm-autogen/compare";
import type { WatchSnapshot } from "./snapshot.js";

/** What an action works on. */
export interface ActionInput {
  readonly snapshot: WatchSnapshot;
  /** What a person has said about renames and rows since the start. */
  readonly answers: Answers;
  /** What was typed, where the action asks for text; else empty. */
  readonly text: string;
}

/** Something that a key does, beyond looking. Whoever starts watching hands these in. */
export interface WatchAction {
  /** One letter. */
  readonly key: string;
  /** A word or two for the line of keys: `revision`. */
  readonly label: string;
  /** What it does, for the help. */
  readonly help: string;
  /** Asked first, where it needs text: `message`. */
  readonly asksFor?: string;
  /** What has to be confirmed first, as a question; null where nothing has to be. */
  confirms?(snapshot: WatchSnapshot): string | null;
  /** Does it, and says for people what came of it. Throws AutogenError. */
  run(input: ActionInput): Promise<string>;
}
