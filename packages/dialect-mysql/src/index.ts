export { identifier, literal } from "./sql-text.js";
