import { printJson, type Command, type GlobalArguments } from "./command.js";

/** `autogen list-templates`: what `init --template` takes. */
export const listTemplatesCommand: Command<GlobalArguments> = {
  usage: "list-templates",
  summary: "list what init --template takes",
  project: "none",
  options: (yargs) => yargs,
  run: async (_, terminal) => {
    const { templates } = await import("../templates.js");
    const listed = templates.map(({ name, summary }) => ({ name, summary }));
    if (terminal.json) printJson(terminal, { templates: listed });
    else for (const { name, summary } of listed) terminal.print(`${name.padEnd(12)}${summary}`);
    return 0;
  },
};
