/** A target as written: `branch@symbol+offset`, each part optional. */
export interface Identifier {
  readonly text: string;
  readonly branch: string | null;
  /** An id, prefix, label, `head`, `heads`, `base` or `current`; empty where only an offset stands. */
  readonly symbol: string;
  readonly offset: number | null;
}

/** Splits a target; `isName` tells names, so that a label such as `stage-2` is not taken for an offset. */
export function parseIdentifier(text: string, isName: (name: string) => boolean): Identifier {
  const at = text.lastIndexOf("@");
  const branch = at < 0 ? null : text.slice(0, at);
  const rest = text.slice(at + 1);
  const [, symbol, offset] = (isName(rest) ? null : /^(.*?)([+-]\d+)$/.exec(rest)) ?? [];
  return { text, branch, symbol: symbol ?? rest, offset: offset === undefined ? null : Number(offset) };
}
