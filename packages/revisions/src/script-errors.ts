import { AutogenError } from "@typeorm-autogen/errors";

/** A script whose header exports are missing or are not literals, so that they cannot be read without running it. */
export class RevisionHeaderError extends AutogenError {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, problem: string) {
    super("revision-header", `${file}:${line}: ${problem}`, { file, line });
    this.file = file;
    this.line = line;
  }
}

/** A script that ends in the middle of a string, template or comment. */
export class RevisionSyntaxError extends AutogenError {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, opened: string) {
    const message = `${file}:${line}: the ${opened} that begins here never ends. Correct the script, then run the command again.`;
    super("revision-syntax", message, { file, line });
    this.file = file;
    this.line = line;
  }
}

/** An id that targets could not name: empty, reserved, or with a character that targets give a meaning to. */
export class InvalidRevisionIdError extends AutogenError {
  readonly id: string;

  constructor(id: string, where: string) {
    const rule = "An id has letters, digits, _ and . only, and is not head, heads, base or current";
    super("invalid-revision-id", `${where}: ${JSON.stringify(id)} cannot be a revision's id. ${rule}.`, {
      id,
    });
    this.id = id;
  }
}

/** A branch label that targets could not name. */
export class InvalidBranchLabelError extends AutogenError {
  readonly label: string;

  constructor(label: string, where: string) {
    const rule =
      "A label has letters, digits, _, . and inner - only, and is not head, heads, base or current";
    super("invalid-branch-label", `${where}: ${JSON.stringify(label)} cannot be a branch label. ${rule}.`, {
      label,
    });
    this.label = label;
  }
}

/** A folder of revisions that is not there or cannot be listed. */
export class RevisionFolderError extends AutogenError {
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const problem = missing
      ? "does not exist"
      : `cannot be read (${cause instanceof Error ? cause.message : cause})`;
    const cure = "Create it with `autogen init`, or name the right one with --directory";
    super("revision-folder", `The revisions folder ${folder} ${problem}. ${cure}.`, { folder }, cause);
    this.folder = folder;
  }
}

/** A script that would overwrite another file. */
export class RevisionFileExistsError extends AutogenError {
  readonly file: string;

  constructor(file: string) {
    const cure = "Move it away, or choose another message or --rev-id";
    super("revision-file-exists", `${file} exists already and is never overwritten. ${cure}.`, { file });
    this.file = file;
  }
}

/** A script that could not be written, for one because the disk is full; nothing of it is left behind. */
export class RevisionWriteError extends AutogenError {
  readonly file: string;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const cure = "No part of it was left. Make room or correct the permissions, then run the command again";
    super("revision-write", `${file} could not be written: ${reason}. ${cure}.`, { file }, cause);
    this.file = file;
  }
}

/** A file template with a placeholder that is not known, or without the id. */
export class FileTemplateError extends AutogenError {
  readonly template: string;

  constructor(template: string, problem: string) {
    const cure = "Use {id}, {slug} and dates such as {yyyyMMdd_HHmm}";
    super("file-template", `The file template ${JSON.stringify(template)} ${problem}. ${cure}.`, {
      template,
    });
    this.template = template;
  }
}
