import type { QualifiedName } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import type { Decision } from "./decisions.js";

/** An object that was found, declared nowhere, and left alone. */
export interface KeptObject {
  readonly object: string;
  readonly reason: string;
  /** The object, where it is a view. */
  readonly view?: QualifiedName;
}

/** The difference between two schemas. */
export interface Comparison {
  /** In an order that can run; open decisions appear as if they had been declined. */
  readonly operations: readonly Operation[];
  readonly decisions: readonly Decision[];
  readonly kept: readonly KeptObject[];
  /** Answers that fit nothing: ignored, but worth a word. */
  readonly unusedAnswers: readonly string[];
}
