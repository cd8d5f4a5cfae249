// Run in a process of its own by the tests: one upgrade or downgrade from what the packages were built to, killed at a
// statement where the job says so. Prints what happened as one line of JSON.
import { RevisionGraph, readRevisionFolders } from "@typeorm-autogen/revisions";
import { MigrationContext } from "@typeorm-autogen/runtime";

const job = JSON.parse(process.argv[2]);
const dialect = Object.values(await import(`@typeorm-autogen/dialect-${job.dialect}`)).find(
  (value) => value.name === job.dialect,
);

let statements = 0;
const onEvent = (event) => {
  if (event.kind !== "statement") return;
  statements += 1;
  if (statements === job.killAt) kill();
};

const kill = () => process.kill(process.pid, "SIGKILL");

/** Counts what the connection is told, and ends the process before, or shortly after one of them is on its way. */
const killAtChange = (connection, [when, at]) => {
  let changes = 0;
  for (const call of ["execute", "commit"]) {
    const tell = connection[call].bind(connection);
    connection[call] = (...given) => {
      changes += 1;
      if (changes === at && when === "before") kill();
      if (changes === at) setTimeout(kill, 1);
      return tell(...given);
    };
  }
};

const run = async () => {
  const graph = new RevisionGraph(readRevisionFolders([job.revisions]));
  const context = await MigrationContext.open({ dialect, target: job.target, onEvent });
  if (job.killAtChange) killAtChange(context.connection, job.killAtChange);
  try {
    const { steps, heads } = await context[job.direction](graph, job.to);
    return { ran: steps.map((step) => step.revision.id), heads, statements };
  } finally {
    await context.close();
  }
};

try {
  console.log(JSON.stringify(await run()));
} catch (error) {
  console.log(JSON.stringify({ error: { name: error.name, code: error.code, message: error.message } }));
}
