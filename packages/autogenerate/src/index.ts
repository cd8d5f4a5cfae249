export { describeOperation, type OperationInWords } from "./describe-operation.js";
export { findDifference, type Difference, type DifferenceInput } from "./find-difference.js";
export { findHazards, type Hazard } from "./hazards.js";
export { buildSchema, type BuildingSite } from "./build-schema.js";
export { planRows, type PlannedRows } from "./plan-rows.js";
export { claimsOf, UnprovableError, type Proof } from "./proof.js";
export { proveRevision, type ProofSubject } from "./prove-revision.js";
export { sampleValue } from "./sample-value.js";
