export { AutogenError, isAutogenError, type ErrorDetails } from "./autogen-error.js";
export { visibleText } from "./visible-text.js";
