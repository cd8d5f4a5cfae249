const files = new Set<string>();
let tell: ((file: string) => void) | undefined;

/** Notes that a file was read to load the project, whether or not that succeeds. */
export function noteFile(file: string): void {
  if (files.has(file)) return;
  files.add(file);
  tell?.(file);
}

/** What was noted so far in this thread. */
export function notedFiles(): readonly string[] {
  return [...files];
}

/** Tells another thread what is noted in this one. */
export function tellNotedFiles(listener: (file: string) => void): void {
  tell = listener;
  for (const file of files) listener(file);
}
