/** What stands for begin, commit and rollback where a transaction of the caller's is open; all databases spell it alike. */
export const savepoint = {
  begin: "SAVEPOINT autogen",
  commit: "RELEASE SAVEPOINT autogen",
  rollback: ["ROLLBACK TO SAVEPOINT autogen", "RELEASE SAVEPOINT autogen"],
} as const;
