import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { AutogenError } from "@typeorm-autogen/errors";
import { MultipleHeadsError, scriptFiles } from "@typeorm-autogen/revisions";
import { openProject, type ProjectOptions } from "./project.js";
import { namedRevisions } from "./revision-entry.js";

/** Options of `edit`. */
export interface EditOptions extends ProjectOptions {
  /** `head`, `current`, an id or its beginning, `-1`, … */
  readonly revision: string;
}

/** The script that was opened. */
export interface EditResult {
  readonly revision: string;
  readonly path: string;
  /** The command that opened it. */
  readonly editor: string;
}

/** Nothing says with what a script is to be edited. */
class NoEditorError extends AutogenError {
  constructor(tried: readonly string[]) {
    super(
      "no-editor",
      `no editor was found (${tried.join(", ")}); set VISUAL or EDITOR, as in EDITOR="code --wait"`,
      { tried },
    );
  }
}

/** The editor did not start, or said that something went wrong. */
class EditorFailedError extends AutogenError {
  constructor(editor: string, reason: string) {
    super("editor-failed", `${editor} ${reason}; correct VISUAL or EDITOR, or open the file yourself`, {
      editor,
    });
  }
}

const usualEditors: Readonly<Record<string, readonly string[]>> = {
  win32: ["edit.exe", "notepad.exe"],
  darwin: ["nano", "vim", "vi"],
};
const otherEditors: readonly string[] = ["sensible-editor", "editor", "nano", "vim", "vi"];

/**
 * Opens one script in the user's editor (VISUAL, EDITOR, then what the system has) and waits until it is closed. Then
 * reads the headers again, and throws what is wrong with them.
 */
export async function edit(options: EditOptions): Promise<EditResult> {
  const project = await openProject(options);
  const found = await namedRevisions(project, await project.graph(), options.revision);
  const [only, ...others] = found;
  if (!only || others.length > 0)
    throw new MultipleHeadsError(
      options.revision,
      found.map(({ id }) => id),
    );
  const editor = chooseEditor(process.env);
  await runEditor(editor, scriptFiles(only.path));
  await (await openProject(options)).graph();
  return { revision: only.id, path: only.path, editor };
}

function chooseEditor(env: NodeJS.ProcessEnv): string {
  const chosen = env["VISUAL"]?.trim() || env["EDITOR"]?.trim();
  if (chosen) return chosen;
  const usual = usualEditors[process.platform] ?? otherEditors;
  const folders = (env["PATH"] ?? "").split(delimiter);
  const found = usual.find((name) => folders.some((folder) => existsSync(join(folder, name))));
  if (found === undefined) throw new NoEditorError(["VISUAL", "EDITOR", ...usual]);
  return found;
}

// Through the shell, as git does: the command may have arguments of its own. A file is one, whatever its name holds.
async function runEditor(editor: string, files: readonly string[]): Promise<void> {
  const { stdout, platform } = process;
  const [command, args] =
    platform === "win32"
      ? [editor, files.map((file) => `"${file}"`)]
      : ["/bin/sh", ["-c", `${editor} "$@"`, editor, ...files]];
  // Results alone go to standard output where it is no terminal.
  const child = spawn(command, args, { stdio: [0, stdout.isTTY ? 1 : 2, 2], shell: platform === "win32" });
  const status = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code ?? signal ?? 1));
  });
  if (status !== 0) throw new EditorFailedError(editor, `ended with ${status}`);
}
