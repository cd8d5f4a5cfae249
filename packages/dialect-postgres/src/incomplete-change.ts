import { UnsupportedError } from "@typeorm-autogen/dialect";
import { formatName } from "@typeorm-autogen/model";
import type { AlterColumn, ColumnPatch } from "@typeorm-autogen/ops";
import { label } from "./spelling.js";

/** A change that cannot be written without knowing what was there before. */
export class IncompleteChange extends UnsupportedError {
  constructor(op: AlterColumn, attribute: keyof ColumnPatch, missing: string) {
    super(
      label,
      `changing ${attribute} of ${formatName(op.table)}.${op.column} without its type`,
      `give ${missing} in the script`,
    );
  }
}
