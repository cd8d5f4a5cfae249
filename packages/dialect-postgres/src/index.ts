export { postgres } from "./dialect.js";
export { NameTooLongError } from "./names.js";
export { TypeSyntaxError } from "./types.js";
