import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AutogenError } from "@typeorm-autogen/errors";

const run = promisify(execFile);

/** A file that differs between two states of a repository; its path is relative to the repository's top. */
export interface ChangedFile {
  readonly status: "added" | "edited" | "deleted";
  readonly path: string;
}

/** The folder is in no repository, or there is no git. */
class NoRepositoryError extends AutogenError {
  constructor(folder: string, cause: unknown) {
    super(
      "no-repository",
      `${folder} is in no git repository; name the revisions to review instead of --base`,
      { folder },
      cause,
    );
  }
}

/** `--base` names nothing that the repository knows. */
class UnknownBaseError extends AutogenError {
  constructor(base: string) {
    super(
      "unknown-base",
      `git knows no commit ${JSON.stringify(base)} that this branch began at; fetch it, with its history, or name another by --base`,
      { base },
    );
  }
}

/** A repository, asked by its own command. Nothing in it is changed. */
export class Repository {
  readonly top: string;

  private constructor(top: string) {
    this.top = top;
  }

  /** The repository that a folder is in. Throws NoRepositoryError. */
  static async of(folder: string): Promise<Repository> {
    try {
      return new Repository((await git(folder, ["rev-parse", "--show-toplevel"])).trim());
    } catch (error) {
      throw new NoRepositoryError(folder, error);
    }
  }

  /** The commit that a name means, and the one where this branch left it. Throws UnknownBaseError. */
  async branchPoint(name: string): Promise<{ readonly base: string; readonly point: string }> {
    try {
      const base = await this.#git(
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${name}^{commit}`,
      );
      const point = await this.#git("merge-base", base.trim(), "HEAD");
      return { base: base.trim(), point: point.trim() };
    } catch {
      throw new UnknownBaseError(name);
    }
  }

  /** What differs in some folders between a commit and another one, or the files as they lie there now. */
  async changes(
    from: string,
    to: string | null,
    folders: readonly string[],
  ): Promise<readonly ChangedFile[]> {
    const range = to === null ? [from] : [from, to];
    const listed = await this.#git("diff", "--name-status", "--no-renames", "-z", ...range, "--", ...folders);
    const fields = listed.split("\0");
    const changed = fields.flatMap((field, i): ChangedFile[] => {
      const path = fields[i + 1];
      return i % 2 === 1 || path === undefined || field === "" ? [] : [{ status: statusOf(field), path }];
    });
    if (to !== null) return changed;
    const untracked = await this.#git(
      "ls-files",
      "--others",
      "--exclude-standard",
      "--full-name",
      "-z",
      "--",
      ...folders,
    );
    const added = untracked.split("\0").filter((path) => path !== "");
    return [...changed, ...added.map((path): ChangedFile => ({ status: "added", path }))];
  }

  /** A file as it stands at a commit. */
  text(commit: string, path: string): Promise<string> {
    return this.#git("show", `${commit}:${path}`);
  }

  #git(...words: readonly string[]): Promise<string> {
    return git(this.top, words);
  }
}

function statusOf(letter: string): ChangedFile["status"] {
  if (letter === "A") return "added";
  return letter === "D" ? "deleted" : "edited";
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run("git", [...words], { cwd: folder, maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}
