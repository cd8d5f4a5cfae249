export { assemble } from "./assemble.js";
export { introspect, type TableFilter } from "./introspect.js";
export {
  type Belonging,
  type Catalogue,
  type CatalogueReader,
  type CatalogueScope,
  type TableKey,
  type TableRow,
} from "./reader.js";
