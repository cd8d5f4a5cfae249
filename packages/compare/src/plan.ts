import type { QualifiedName, Table } from "@typeorm-autogen/model";
import type {
  AlterEnum,
  CreateForeignKey,
  DropForeignKey,
  RenameColumn,
  TableChange,
} from "@typeorm-autogen/ops";
import type { TableDifference } from "./table-difference.js";

/** The steps of altering one table, in their order. Between any two of them something else may have to happen. */
export interface AlterationStages {
  readonly rename: readonly RenameColumn[];
  /** What makes way for enum types that change. */
  readonly unset: readonly TableChange[];
  readonly detach: readonly DropForeignKey[];
  /** Indexes that go and whose names other tables wait for: apart, so that what belongs together need not be parted. */
  readonly free: readonly TableChange[];
  /** Constraints and indexes that go: their names are free from here on. */
  readonly clear: readonly TableChange[];
  readonly body: readonly TableChange[];
  readonly attach: readonly CreateForeignKey[];
}

/** The name of a step. */
export type Stage = keyof AlterationStages;

/** All steps, in their order. */
export const stages: readonly Stage[] = ["rename", "unset", "detach", "free", "clear", "body", "attach"];

/** A table that changes. `difference` is absent where only foreign keys change. */
export interface TableAlterationPlan {
  readonly table: QualifiedName;
  readonly stages: AlterationStages;
  readonly difference?: TableDifference;
}

/** What is to be ordered: everything that depends on something else. */
export interface Plan {
  readonly creates: readonly Table[];
  readonly drops: readonly Table[];
  readonly enums: readonly AlterEnum[];
  readonly alterations: readonly TableAlterationPlan[];
}

/** An alteration with nothing to do. */
export const emptyStages: AlterationStages = {
  rename: [],
  unset: [],
  detach: [],
  free: [],
  clear: [],
  body: [],
  attach: [],
};
