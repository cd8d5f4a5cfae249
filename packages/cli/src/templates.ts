import { AutogenError } from "@typeorm-autogen/errors";

/** What `init` found out about a project. */
export interface FoundProject {
  readonly dataSource: string | null;
  readonly schema: string | null;
  readonly directory: string | null;
  /** Tables of the database that no entity declares. */
  readonly ignored: readonly string[];
  /** Its files are ES modules. */
  readonly isModule: boolean;
}

/** A kind of configuration that `init` writes. */
export interface Template {
  readonly name: string;
  readonly summary: string;
  /** The configuration's file name. */
  readonly file: string;
  /** Revisions go into a folder of their own, not to where the DataSource's `migrations` are. */
  readonly hasFolder: boolean;
  readonly text: (found: FoundProject) => string;
}

/** What `init` can write, the usual kind first. */
export const templates: readonly Template[] = [
  {
    name: "default",
    summary: "one database, in TypeScript",
    file: "autogen.config.ts",
    hasFolder: true,
    text: (found) => configText(projectLines(found)),
  },
  {
    name: "javascript",
    summary: "one database, in JavaScript; so are the scripts",
    file: "autogen.config.mjs",
    hasFolder: true,
    text: (found) => configText([...projectLines(found), entry("format", "js")]),
  },
  {
    name: "databases",
    summary: "several databases, each with its own entities and history",
    file: "autogen.config.ts",
    hasFolder: true,
    text: (found) =>
      configText([
        "databases: {",
        "  main: {",
        ...projectLines(found).map((line) => `    ${line.replaceAll("\n", "\n    ")}`),
        "  },",
        '  // audit: { dataSource: "src/audit/data-source.ts", directory: "src/audit/revisions" },',
        "},",
      ]),
  },
  {
    name: "typeorm",
    summary: "TypeORM's runner stays in charge; migrations are classes of its kind",
    file: "autogen.config.ts",
    hasFolder: false,
    text: (found) => configText([...projectLines({ ...found, directory: null }), entry("runner", "typeorm")]),
  },
  {
    name: "nest",
    summary: "the data source of a Nest application, which knows its entities once it stands",
    file: "autogen.config.ts",
    hasFolder: true,
    text: (found) => {
      const application = `./src/app.module${found.isModule ? ".js" : ""}`;
      return configText(
        [...nestLines, ...otherLines(found)],
        [
          'import { NestFactory } from "@nestjs/core";',
          'import { DataSource } from "typeorm";',
          importLine,
          `import { AppModule } from "${application}";`,
        ],
      );
    },
  },
];

/** No template has this name. */
class UnknownTemplateError extends AutogenError {
  constructor(name: string) {
    const known = templates.map((template) => template.name);
    super("unknown-template", `there is no template ${name}; there are ${known.join(", ")}`, { name, known });
  }
}

/** The template of a name. Throws UnknownTemplateError. */
export function templateNamed(name: string): Template {
  const found = templates.find((template) => template.name === name);
  if (!found) throw new UnknownTemplateError(name);
  return found;
}

// Nest ends the process where an application does not start, unless it is told to throw.
const nestLines = [
  "dataSource: async () => {",
  "  const options = { logger: false, abortOnError: false } as const;",
  "  const application = await NestFactory.createApplicationContext(AppModule, options);",
  "  return application.get(DataSource);",
  "},",
];
const importLine = 'import { defineConfig } from "typeorm-autogen";';

function projectLines(found: FoundProject): readonly string[] {
  const { dataSource } = found;
  const source =
    dataSource === null ? '// dataSource: "src/data-source.ts",' : entry("dataSource", dataSource);
  return [source, ...otherLines(found)];
}

function otherLines({ schema, directory, ignored }: FoundProject): readonly string[] {
  return [
    ...(schema === null ? [] : [entry("schema", schema)]),
    ...(directory === null ? [] : [entry("directory", directory)]),
    ...(ignored.length > 0 ? ["// Found in the database, declared by no entity.", ignoreText(ignored)] : []),
  ];
}

function configText(lines: readonly string[], imports: readonly string[] = [importLine]): string {
  const body = lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`).join("");
  return `${imports.join("\n")}\n\nexport default defineConfig({\n${body}});\n`;
}

function entry(key: string, value: string): string {
  return `${key}: ${JSON.stringify(value)},`;
}

function ignoreText(tables: readonly string[]): string {
  const items = tables.map((table) => JSON.stringify(table));
  const oneLine = `ignore: [${items.join(", ")}],`;
  return oneLine.length <= 78 ? oneLine : `ignore: [\n${items.map((item) => `  ${item},\n`).join("")}],`;
}
