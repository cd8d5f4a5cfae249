// The steps of action.yml. Node's own modules only: it runs from a checkout of this repository, where nothing is installed.
import { comment } from "./comment.mjs";
import { review } from "./review.mjs";

const modes = { review, comment };
const { AUTOGEN_MODE: mode = "review" } = process.env;
const run = modes[mode];
if (run) {
  try {
    process.exitCode = await run(process.env);
  } catch (error) {
    console.log(
      `::error title=autogen::${String(error?.message ?? error)
        .replaceAll("%", "%25")
        .replaceAll(/\r?\n/g, "%0A")}`,
    );
    process.exitCode = 2;
  }
} else {
  console.log(`::error title=autogen::mode is review or comment, not ${JSON.stringify(mode)}`);
  process.exitCode = 2;
}
