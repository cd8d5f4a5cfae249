import type { DataSource } from "typeorm-1";
import type { Target } from "../live/targets.js";

/** Which of TypeORM's two lines. */
export type Line = "0.3" | "1";

/** One of fixtures/entities: see story.ts there. */
export interface Story {
  readonly name: string;
  readonly dialects: readonly Target["dialect"][];
  readonly line?: Line;
  readonly only?: "mysql" | "mariadb";
  readonly options?: (typeorm: object) => object;
  readonly prepare?: readonly string[];
  readonly entities: (typeorm: object, dialect: Target["dialect"]) => readonly unknown[];
}

/** What a fixture makes of TypeORM's exports. */
export type Entities = Story["entities"];

interface Typeorm {
  readonly DataSource: new (options: object) => DataSource;
}

export const lines: readonly Line[] = ["0.3", "1"];

/** The stories that a line can tell on a dialect; those of one server alone where its target is named. */
export async function storiesOf(
  dialect: Target["dialect"],
  line: Line,
  server?: string,
): Promise<readonly Story[]> {
  const { stories } = await loadFixture<{ readonly stories: readonly Story[] }>("stories.ts");
  return stories.filter(
    (story) =>
      story.dialects.includes(dialect) && (story.line ?? line) === line && (story.only ?? server) === server,
  );
}

/** The exports of one line of TypeORM. */
export async function loadTypeorm(line: Line): Promise<Typeorm> {
  const name = line === "0.3" ? "typeorm-0.3" : "typeorm-1";
  const loaded = (await import(name)) as Typeorm & { readonly default?: Typeorm };
  return loaded.default ?? loaded;
}

/** A DataSource over a story's entities that nobody has connected. */
export async function storyDataSource(
  story: Story,
  line: Line,
  options: { readonly type: string },
): Promise<DataSource> {
  const typeorm = await loadTypeorm(line);
  const dialect = dialectOf(options.type);
  return new typeorm.DataSource({
    ...options,
    ...story.options?.(typeorm),
    entities: story.entities(typeorm, dialect),
  });
}

function dialectOf(type: string): Target["dialect"] {
  if (type === "mysql" || type === "mariadb") return "mysql";
  return type === "postgres" ? "postgres" : "sqlite";
}

/** The exports of a file of fixtures/entities, which has decorators and so a compiler setting of its own. */
export async function loadFixture<Exports>(file: string): Promise<Exports> {
  return (await import(new URL(`../../fixtures/entities/${file}`, import.meta.url).href)) as Exports;
}
