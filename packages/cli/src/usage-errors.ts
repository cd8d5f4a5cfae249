import { AutogenError } from "@typeorm-autogen/errors";

/** The words of a command line do not fit together. */
export class UsageError extends AutogenError {
  constructor(problem: string, command?: string) {
    super("usage", `${problem}; see autogen ${command === undefined ? "" : `${command} `}--help`);
  }
}

/** An option of the contract, or a value of one, that is not there yet. */
export class UnsupportedOptionError extends AutogenError {
  constructor(command: string, option: string) {
    super(
      "unsupported",
      `unsupported: ${option} of autogen ${command} is not there yet; leave it out, the README lists what is there`,
      { command, option },
    );
  }
}

// yargs has words for what is wrong, no codes.
const explanations: readonly (readonly [RegExp, (groups: readonly string[]) => string])[] = [
  [/^Missing required arguments?: (.+)$/, ([names = ""]) => `${optionNames(names)} is missing`],
  [/^Unknown (?:argument|option)s?: (.+)$/, ([names = ""]) => `unknown: ${names}`],
  [/^Not enough non-option arguments: .*/, () => "a word is missing after the command"],
  [/^Not enough arguments following: (.+)$/, ([name = ""]) => `${optionNames(name)} needs a value`],
  [
    /^Invalid values: Argument: (\S+), Given: (.+), Choices: (.+)$/,
    ([name = "", given = "", choices = ""]) => `--${name} takes ${choices}, not ${given}`,
  ],
];

/** What the parser of words complains about, in one line. */
export function explainUsage(message: string): string {
  const line = message.replaceAll(/\s+/g, " ").trim();
  for (const [pattern, explain] of explanations) {
    const groups = pattern.exec(line);
    if (groups) return explain(groups.slice(1));
  }
  return line;
}

function optionNames(names: string): string {
  return names
    .split(", ")
    .map((name) => (name.length === 1 ? `-${name}` : `--${name}`))
    .join(", ");
}

/** What SQL is to be written for is no way through the revisions. */
export class SqlRangeError extends AutogenError {
  constructor(command: string, text: string) {
    super(
      "sql-range",
      `${command} --sql cannot tell from where to where ${text} leads; write both, as in autogen ${command} --sql FROM:TO`,
      { command, range: text },
    );
  }
}

/** A message of blanks alone, so that nothing would tell what a revision is for. */
export class BlankMessageError extends AutogenError {
  constructor() {
    super("blank-message", 'the message is blank; say what the revision is for, as in -m "add orders"');
  }
}

/** Two options ask for things of which only one can be. */
export class OptionConflictError extends AutogenError {
  constructor(first: string, second: string, why: string) {
    super("option-conflict", `${first} and ${second} exclude each other: ${why}; leave one out`, {
      options: [first, second],
    });
  }
}
