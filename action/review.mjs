import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Reviews the branch by the project's own autogen: annotations on standard output, the report in the job's summary, and in a
 * file for the workflow that comments. Returns the exit status.
 */
export function review(env) {
  const {
    AUTOGEN_FOLDER: folder = ".",
    AUTOGEN_REPORT: report = "autogen-review.json",
    GITHUB_STEP_SUMMARY: summary,
  } = env;
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, "utf8"));
  const base = env.AUTOGEN_BASE || event.pull_request?.base?.sha;
  if (!base) throw new Error("there is no pull request to tell the base from; give the input base");
  fetchBase(base, folder);
  const autogen = (...words) =>
    spawnSync("npx", ["--no-install", "autogen", ...words], { cwd: folder, encoding: "utf8", shell: false });
  const place = mkdtempSync(join(tmpdir(), "autogen-review-"));
  try {
    const markdown = join(place, "review.md");
    const told = autogen(
      "review",
      "--base",
      base,
      "--format",
      "markdown",
      "--output",
      markdown,
      "--fail-on",
      env.AUTOGEN_FAIL_ON || "error",
    );
    if (told.status !== 0 && told.status !== 1) throw new Error(told.stderr || String(told.error));
    const text = readFileSync(markdown, "utf8");
    if (summary) appendFileSync(summary, text);
    writeFileSync(resolve(report), JSON.stringify({ number: event.pull_request?.number ?? null, text }));
    process.stdout.write(
      annotations(
        autogen("review", "--base", base, "--format", "github", "--fail-on", "never").stdout,
        folder,
      ),
    );
    return Math.max(told.status, env.AUTOGEN_CHECK === "true" ? check(autogen, summary) : 0);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

// A checkout of one commit does not have the base, nor where the branch began.
function fetchBase(base, cwd) {
  const git = (...words) =>
    execFileSync("git", words, { cwd, stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  const known = () => {
    try {
      return git("merge-base", base, "HEAD") !== "";
    } catch {
      return false;
    }
  };
  if (known() || !/^[0-9a-f]{40}$/.test(base)) return;
  const shallow = git("rev-parse", "--is-shallow-repository").trim() === "true";
  try {
    git("fetch", "--no-tags", ...(shallow ? ["--unshallow"] : []), "origin");
    if (!known()) git("fetch", "--no-tags", "origin", base);
  } catch {
    throw new Error(`the base ${base} could not be fetched; check out with fetch-depth: 0`);
  }
}

// Annotations count files from the repository's top.
function annotations(text, folder) {
  if (folder === "." || folder === "") return text;
  return text.replaceAll(/^(::\w+ file=)/gm, `$1${folder.replace(/\/?$/, "/").replace(/^\.\//, "")}`);
}

function check(autogen, summary) {
  const told = autogen("check");
  const verdict =
    told.status === 0 ? "The database agrees with the entities." : "The database differs from the entities.";
  if (summary) appendFileSync(summary, `\n\n${verdict}\n`);
  if (told.status !== 0)
    console.log(
      `::error title=autogen check::${(told.stderr || verdict).trim().replaceAll("%", "%25").replaceAll(/\r?\n/g, "%0A")}`,
    );
  return told.status ?? 2;
}
