/** A pattern in which `*` stands for any text. */
export function wildcard(text: string): RegExp {
  const source = text
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "s");
}
