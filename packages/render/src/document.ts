/**
 * Text with places where it may be broken into lines: what a printer needs to fit it into a width. `line` is a space
 * or a break, `softline` nothing or a break; `hardline` always breaks; `newline` breaks without indentation.
 */
export type Document =
  | string
  | readonly Document[]
  | { readonly kind: "line"; readonly flat: "" | " " }
  | { readonly kind: "hardline" | "newline" }
  | { readonly kind: "indent"; readonly contents: Document }
  | { readonly kind: "ifBroken"; readonly text: string }
  | { readonly kind: "group"; readonly contents: Document; readonly broken: boolean }
  | { readonly kind: "choice"; readonly states: readonly Document[]; readonly broken: boolean };

/** A space, or a break where the group around it is broken. */
export const line: Document = { kind: "line", flat: " " };

/** Nothing, or a break where the group around it is broken. */
export const softline: Document = { kind: "line", flat: "" };

/** A break in any case; every group around it is broken. */
export const hardline: Document = { kind: "hardline" };

/** A break inside a text of several lines: the next line starts in column 0. */
export const newline: Document = { kind: "newline" };

/** Breaks inside stand one step deeper. */
export function indent(contents: Document): Document {
  return { kind: "indent", contents };
}

/** Text that appears only where the group around it is broken. */
export function ifBroken(text: string): Document {
  return { kind: "ifBroken", text };
}

/** Stands on one line if it fits, else all its own lines break. `broken` breaks them in any case. */
export function group(contents: Document, broken = false): Document {
  return { kind: "group", contents, broken: broken || breaks(contents) };
}

/** The first of these layouts that fits up to its first break, else the last one. `broken`: all of them break. */
export function choice(states: readonly Document[], broken: boolean): Document {
  return { kind: "choice", states, broken };
}

/** Items with a separator between them. */
export function join(separator: Document, items: readonly Document[]): Document {
  return items.map((item, i) => (i === 0 ? item : [separator, item]));
}

/** Whether a document cannot stand on one line. */
export function breaks(document: Document): boolean {
  if (typeof document === "string") return false;
  if (isList(document)) return document.some(breaks);
  switch (document.kind) {
    case "hardline":
    case "newline":
      return true;
    case "indent":
      return breaks(document.contents);
    case "group":
    case "choice":
      return document.broken;
    default:
      return false;
  }
}

/** Whether a document is a sequence of others. */
export function isList(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}
