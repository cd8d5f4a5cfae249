// Run in a process of its own by the tests: imports one file and prints its exports, functions called, as one line of JSON.
const { createLoader } = await import(process.env.AUTOGEN_LOAD ?? "@typeorm-autogen/load");

const exported = await createLoader(process.cwd()).import(process.argv[2]);
const values = Object.entries(exported).map(([name, value]) => [
  name,
  typeof value === "function" ? value() : value,
]);
console.log(JSON.stringify(Object.fromEntries(values)));
