import type { PageChange } from "./state.js";

/** What may stand in an element: text is always text. */
export type Child = Node | string | null;

/** Attributes by name; a function listens to clicks, false leaves out. */
type Attributes = Readonly<Record<string, string | number | boolean | (() => void)>>;

/** Makes an HTML element. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

/** Makes an SVG element. */
export function shape<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<Made extends Element>(
  element: Made,
  attributes: Attributes,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener("click", value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element of the document with this id. */
export function byId<Made extends Element = HTMLElement>(id: string): Made {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The document lacks ${id}.`);
  return found as Element as Made;
}

/** Puts new children in the place of the old: scroll, focus and what is unfolded stay. Elements are known by `data-key`. */
export function refill(container: Element, children: readonly Child[]): void {
  const { scrollTop } = container;
  const focused = container.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const open = new Set([...container.querySelectorAll("details[open]")].map(keyOf));
  container.replaceChildren(...children.filter((child) => child !== null));
  for (const details of container.querySelectorAll("details"))
    if (open.has(keyOf(details))) details.open = true;
  if (focused !== null)
    [...container.querySelectorAll<HTMLElement>("[data-key]")]
      .find((element) => keyOf(element) === focused)
      ?.focus({ preventScroll: true });
  container.scrollTop = scrollTop;
}

function keyOf(element: Element | null): string | null {
  return element?.getAttribute("data-key") ?? null;
}

/** The sign of a change, so that colour is not all that tells it. */
export const signs: Readonly<Record<PageChange, string>> = {
  added: "+",
  removed: "−",
  changed: "~",
  same: "",
};

/** A text cut to so many characters. */
export function short(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= most ? line : `${line.slice(0, Math.max(most - 1, 1))}…`;
}

/** `3 changes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
