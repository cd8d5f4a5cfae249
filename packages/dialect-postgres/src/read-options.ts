/** Storage parameters as the catalogue lists them, `fillfactor=70`, by name. */
export function readOptions(list: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    list.map((option) => {
      const at = option.indexOf("=");
      const value = option.slice(at + 1);
      return [option.slice(0, at), /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}
