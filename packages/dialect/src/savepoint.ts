/** What stands for begin, commit and rollback where a transaction of the caller's is open; all databases spell it alike. */
export const savepoint = {
  begin: "SAVEPOINT autogen",
  commit: "RELEASE SAVEPOINT autogen",
  rollback: ["ROLLBACK TO SAVEPOINT autogen", "RELEASE SAVEPOINT autogen"],
} as const;

/** A client that is the caller's, and what was found on it. */
export interface Loan {
  /** A transaction of the caller's is open, within which savepoints stand for one. */
  readonly nested: boolean;
  /** Undoes what was set on it. */
  giveBack(): Promise<void>;
}
