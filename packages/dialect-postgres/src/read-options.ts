import type { IndexDefinition } from "@typeorm-autogen/model";

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

/** The options of an index: its storage parameters, as JSON, and the tablespace that it lies in. */
export function indexOptions(
  parameters: string | null | undefined,
  tablespace: string | null | undefined,
): Pick<IndexDefinition, "options"> {
  const options = {
    ...readOptions(JSON.parse(parameters ?? "[]") as readonly string[]),
    ...(tablespace && { tablespace }),
  };
  return Object.keys(options).length === 0 ? {} : { options };
}
