// Runs one command line twice in one process, for people and with --json, and prints what each did as one JSON object.
// argv: the command line's main module, then the words.
const [main, ...words] = process.argv.slice(2);
const { main: run } = await import(main);

async function capture(line) {
  const told = { stdout: "", stderr: "" };
  const real = {};
  for (const name of ["stdout", "stderr"]) {
    real[name] = process[name].write;
    process[name].write = (text) => {
      told[name] += text;
      return true;
    };
  }
  try {
    const status = await run(line);
    return { ...told, status };
  } finally {
    for (const name of ["stdout", "stderr"]) process[name].write = real[name];
  }
}

const people = await capture(words);
const json = await capture([...words, "--json"]);
process.stdout.write(JSON.stringify({ people, json }), () => process.exit());
