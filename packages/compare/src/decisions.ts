/** Something that only a person can say. Open ones stop an unattended revision. */
export interface Decision {
  readonly kind: "rename" | "backfill" | "enumMapping" | "conversion";
  readonly object: "table" | "column" | "enum" | "value";
  /** What it is about, as answers name it: `users.name`, `mood.sad`, `audit.users`. */
  readonly from: string;
  /** The rename's other end, or the type of a conversion; null where there is none. */
  readonly to: string | null;
  /** How sure the guess is, 0 to 1; null where nothing was guessed. */
  readonly score: number | null;
  /** Why it is asked, where the kind alone does not say. */
  readonly reason?: string;
  /** Command-line options that answer it, the likeliest first. */
  readonly answers: readonly string[];
}

/** An accepted rename; names as in `--rename column:users.name=full_name`. */
export interface RenameAnswer {
  /** Absent: a bare form, which must fit exactly one object. */
  readonly object?: "table" | "column" | "value" | "type" | "schema";
  readonly from: string;
  readonly to: string;
}

/** What the caller has decided already. */
export interface Answers {
  readonly renames: readonly RenameAnswer[];
  /** `never`: every candidate is a drop and an add. `auto`: clear candidates are taken. `ask`: open ones are decisions. */
  readonly renamePolicy: "ask" | "auto" | "never";
  /** By `table.column`: SQL for existing rows, or null for plainly NOT NULL. */
  readonly backfills: ReadonlyMap<string, string | null>;
  /** By `table.column`: SQL of the conversion. */
  readonly conversions: ReadonlyMap<string, string>;
  /** By `type.value`: the value that rows take, or null to let `upgrade` refuse where rows hold it. */
  readonly mappings: ReadonlyMap<string, string | null>;
  readonly acceptDataLoss: boolean;
}

/** Nothing decided, everything asked. */
export const noAnswers: Answers = {
  renames: [],
  renamePolicy: "ask",
  backfills: new Map(),
  conversions: new Map(),
  mappings: new Map(),
  acceptDataLoss: false,
};
