import { visibleText } from "@typeorm-autogen/errors";
import type { Argv } from "yargs";
import type { VerifiedRevision } from "../verify.js";
import type { Terminal } from "../terminal.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";

interface VerifyArguments extends GlobalArguments {
  readonly revisions?: readonly string[];
  readonly write: boolean;
}

/** `autogen verify [revisions..]`: 0 when all are proved, 1 when not. */
export const verifyCommand: Command<VerifyArguments> = {
  usage: "verify [revisions..]",
  summary: "prove revisions on a scratch database: they converge, reverse and keep rows",
  lists: ["revisions"],
  options: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional("revisions", {
        type: "string",
        array: true,
        describe: "which: ids, head, ranges from:to; all of them by default",
      })
      .options({
        write: { type: "boolean", default: false, describe: "write what was proved into their headers" },
      }),
  run: async (args, terminal) => {
    const { verify } = await import("../verify.js");
    const result = await verify({
      ...projectOptions(args, terminal),
      ...(args.revisions && { revisions: args.revisions }),
      write: args.write,
      ...(!terminal.json && { onResult: (revision: VerifiedRevision) => tell(revision, terminal) }),
    });
    terminal.settle();
    const { proved, revisions } = result;
    if (terminal.json) printJson(terminal, { proved, revisions });
    else if (revisions.length === 0) terminal.note("nothing to prove: there is no revision");
    return proved ? 0 : 1;
  },
};

function tell(revision: VerifiedRevision, terminal: Terminal): void {
  terminal.settle();
  const { proved, converges, reverses, keepsRows, faults, remarks, edited, message } = revision;
  const claims = [converges && "converges", reverses && "reverses", keepsRows && "keeps rows"];
  const verdict = proved
    ? terminal.paint("green", claims.filter(Boolean).join(", "))
    : terminal.paint("red", "not proved");
  terminal.print(`${terminal.paint("yellow", revision.revision)}  ${visibleText(message)}: ${verdict}`);
  for (const fault of faults) terminal.print(visibleText(`  ${fault}`));
  for (const remark of remarks) terminal.note(visibleText(`  ${remark}`));
  if (edited) terminal.note("  edited since its header was written; --write renews the header");
}
