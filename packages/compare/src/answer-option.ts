/** An option that answers a question, as a POSIX shell takes it: quoted where a name holds what a shell would read. */
export function answerOption(option: "rename" | "map" | "backfill" | "using", value: string): string {
  const plain = /^[\w@%+=:,./-]+$/.test(value);
  return `--${option} ${plain ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`}`;
}
