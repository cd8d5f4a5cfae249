/** Every rule, with its level where nobody configures another; `off` has to be asked for. Names are stable: configurations and comments use them. */
export const hazardRules = {
  // Rows and values that are gone.
  "drop-table": "error",
  "drop-schema": "error",
  "drop-column": "error",
  "drop-sequence": "warning",
  "drop-view": "warning",
  "drop-cascade": "error",
  "drop-enum-value": "error",
  "column-recreated": "error",
  "lossy-conversion": "error",
  truncate: "error",
  "update-without-where": "warning",
  // Code that runs against the old schema.
  "rename-table": "error",
  "rename-column": "error",
  "rename-view": "error",
  "rename-sequence": "warning",
  "rename-schema": "error",
  "rename-enum-value": "warning",
  "drop-not-null": "warning",
  "drop-default": "warning",
  "drop-constraint": "warning",
  "drop-primary-key": "error",
  "drop-index": "warning",
  "drop-extension": "warning",
  "permission-change": "warning",
  "replica-identity": "warning",
  // Rows that stand in the way.
  "add-required-column": "error",
  "set-not-null": "error",
  "add-unique-on-existing": "warning",
  "type-narrowing": "warning",
  "on-delete-cascade": "warning",
  // Whom it keeps waiting.
  "index-not-concurrent": "error",
  "unique-constraint-inline": "error",
  "add-primary-key": "error",
  "exclusion-constraint": "error",
  "fk-without-not-valid": "error",
  "check-without-not-valid": "error",
  "validate-same-revision": "warning",
  "alter-type-rewrite": "error",
  "alter-type-scan": "warning",
  "volatile-default-on-add": "error",
  "stored-generated-column": "error",
  "add-auto-increment": "error",
  "enum-rebuild": "error",
  "data-change-with-ddl": "warning",
  "vacuum-full": "error",
  "partition-change": "warning",
  "recreate-table": "error",
  "refresh-not-concurrent": "warning",
  "domain-constraint": "warning",
  "pk-using-index": "warning",
  "explicit-lock": "warning",
  "lock-held-meanwhile": "warning",
  // MySQL and MariaDB.
  "algorithm-copy": "error",
  "lock-shared": "warning",
  "table-rebuild": "warning",
  "charset-convert": "error",
  "varchar-length-bytes": "warning",
  "enum-not-appended": "warning",
  "zero-date": "warning",
  "engine-without-transactions": "warning",
  // SQLite.
  "sqlite-rebuild": "info",
  "sqlite-pragma-in-transaction": "error",
  // How it is made.
  "missing-fk-index": "warning",
  "duplicate-index": "warning",
  "index-too-wide": "info",
  "table-without-pk": "warning",
  "int-primary-key": "off",
  "json-column": "info",
  "fk-type-mismatch": "warning",
  "old-type": "off",
  "create-enum": "off",
  "fields-alignment": "off",
  // What SQL in a script says.
  "transaction-control": "error",
  "not-in-transaction": "error",
  "enum-value-in-transaction": "warning",
  "raw-sql-unchecked": "info",
} as const;

/** The name of a rule. */
export type HazardRule = keyof typeof hazardRules;

/** Whether there is a rule of this name. */
export function isHazardRule(name: string): name is HazardRule {
  return Object.hasOwn(hazardRules, name);
}
