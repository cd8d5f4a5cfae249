import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { declareSchema } from "./declare-schema.js";
import type { DeclarationFacts, DeclaringDialect } from "./entity-dialect.js";

interface Typeorm {
  readonly DataSource: new (options: object) => object;
  readonly EntitySchema: new (options: object) => object;
}

/** Loads the project's own TypeORM ahead of its entities. Where the project gets it from elsewhere, nothing happens. */
export function preloadTypeorm(projectDir: string): void {
  try {
    loadTypeorm(projectDir);
  } catch {
    // Whoever needs it says what is wrong.
  }
}

/**
 * Declares some entities that nobody has, so that TypeORM, its driver and what reads its metadata have run once before
 * they are needed: first runs take many times as long. Leaves nothing behind in TypeORM's registry of decorators. What
 * TypeORM asks of the file system for each file that a glob finds, it has asked for the folders of these files.
 */
export async function rehearseDeclaring(
  projectDir: string,
  driver: string,
  files: readonly string[],
  dialect: DeclaringDialect,
  facts: DeclarationFacts,
): Promise<void> {
  try {
    const { DataSource, EntitySchema } = loadTypeorm(projectDir);
    const entities = Array.from({ length: 8 }, (_, i) => new EntitySchema(rehearsedEntity(i)));
    await learnPackages(projectDir, new Set(files.map((file) => dirname(file))));
    await declareSchema(new DataSource({ type: driver, database: ":memory:", entities }), dialect, facts);
  } catch {
    // It was only a rehearsal.
  }
}

// Which package a folder belongs to, TypeORM finds out before it fails to load a file whose name no file can have.
async function learnPackages(projectDir: string, folders: ReadonlySet<string>): Promise<void> {
  const { importOrRequireFile } = createRequire(join(projectDir, "package.json"))(
    "typeorm/util/ImportUtils.js",
  ) as { readonly importOrRequireFile: (file: string) => Promise<unknown> };
  await Promise.allSettled([...folders].map((folder) => importOrRequireFile(join(folder, "\0.js"))));
}

function loadTypeorm(projectDir: string): Typeorm {
  return createRequire(join(projectDir, "package.json"))("typeorm") as Typeorm;
}

function rehearsedEntity(i: number): object {
  return {
    name: `rehearsed_${i}`,
    columns: {
      id: { type: "integer", primary: true, generated: true },
      code: { type: "varchar", length: 32, unique: true },
      title: { type: "varchar", length: 200, default: "untitled" },
      note: { type: "text", nullable: true },
    },
    indices: [{ columns: ["title", "code"] }],
    relations: {
      parent: {
        type: "many-to-one",
        target: `rehearsed_${Math.floor(i / 2)}`,
        nullable: true,
        joinColumn: true,
      },
    },
  };
}
