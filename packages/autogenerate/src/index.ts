export {
  builtInComparisons,
  stop,
  type AnyComparator,
  type AnyOperation,
  type BuiltInComparison,
  type Comparator,
  type ComparatorContext,
  type ComparatorReader,
  type ComparatorResult,
  type ComparedPairs,
} from "./comparator.js";
export { compareTables, type ComparedTable, type TableLine } from "./compare-tables.js";
export { describeOperation, type OperationInWords } from "./describe-operation.js";
export {
  findDifference,
  type Difference,
  type DifferenceInput,
  type DifferenceMemory,
} from "./find-difference.js";
export { buildSchema, type BuildingSite } from "./build-schema.js";
export { planRows, type PlannedRows } from "./plan-rows.js";
export { emptyTables } from "./proof-rows.js";
export { claimsOf, UnprovableError, type Proof } from "./proof.js";
export { proveRevision, type ProofSubject } from "./prove-revision.js";
export { readSchema } from "./read-schema.js";
export { sampleValue } from "./sample-value.js";
