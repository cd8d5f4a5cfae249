export { AutogenError, isAutogenError, type ErrorDetails } from "./autogen-error.js";
