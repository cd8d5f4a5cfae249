export { mysql } from "./dialect.js";
export { isAtLeast, flavorOf, type Flavor, type FlavorName } from "./flavor.js";
export { identifier, literal } from "./sql-text.js";
