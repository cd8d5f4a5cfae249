export { describeOperation, type OperationInWords } from "./describe-operation.js";
export { findDifference, type Difference, type DifferenceInput } from "./find-difference.js";
export { findHazards, type Hazard } from "./hazards.js";
