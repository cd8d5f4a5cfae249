import { beforeAll, describe, expect, test } from "vitest";
import type { DiffResult, Operation } from "typeorm-autogen";
import { freshDatabase } from "../live/fresh-database.js";
import { restorePostgres } from "../live/restore-postgres.js";
import { linesOf } from "../entities/synchronise-story.js";
import type { Line } from "../entities/stories.js";
import { targets, type Target } from "../live/targets.js";
import { openProject, type Entity, type ToldProject } from "../stories/told-project.js";

/** Something to declare that other tools find different again and again. */
export interface Declaration {
  readonly title: string;
  readonly entities: readonly Entity[];
  /** Where it can be declared; everywhere if absent. */
  readonly on?: (target: Target, line: Line) => boolean;
  /** SQL that comes first, for what TypeORM does not create by itself. */
  readonly prepare?: string;
}

/**
 * Builds all declarations together by TypeORM, by a revision, and restores what TypeORM built from the server's dump;
 * holds of each one that nothing differs afterwards, and that nothing about it was left unjudged.
 */
export function describeRepeats(subject: string, declarations: readonly Declaration[]): void {
  const runs = targets.flatMap((target) =>
    linesOf(target).map((line) => ({ target, line, name: target.name })),
  );
  describe.each(runs)(`${subject} on $name with TypeORM $line`, ({ target, line }) => {
    const told = declarations.filter(({ on }) => on?.(target, line) ?? true);
    const found = new Map<string, DiffResult>();

    beforeAll(async () => {
      const project = await openProject(target, line);
      const entities = told.flatMap((declaration) => declaration.entities);
      project.declare(entities);
      await build(project, told, found);
      if (target.name !== "postgres") return;
      const restored = await openProject(target, line, await freshDatabase(target));
      restored.declare(entities);
      await restorePostgres(project.fresh.url, restored.fresh.url);
      found.set("restored from a dump", await restored.check());
      await restored.fresh.drop();
    });

    test.each(told)("$title", ({ entities }) => {
      const tables = new Set(entities.map(({ name, tableName }) => tableName ?? name));
      for (const [way, { operations, notes }] of found) {
        const about = operations.filter(
          (operation) => mentions(operation, tables) && !isSilence(target, operation),
        );
        const unjudged = notes.filter((note) => note.startsWith("unjudged"));
        expect({ way, about, unjudged }).toEqual({ way, about: [], unjudged: [] });
      }
    });

    test("and nothing else differs either", () => {
      expect([...found.keys()]).toContain("built by TypeORM");
      for (const { operations } of found.values())
        expect(operations.filter((operation) => !isSilence(target, operation))).toEqual([]);
    });
  });
}

// Checks are what TypeORM silently leaves out on MySQL; Autogen creates them.
function isSilence({ dialect }: Target, { kind }: Operation): boolean {
  return dialect === "mysql" && kind === "createCheck";
}

async function build(
  project: ToldProject,
  told: readonly Declaration[],
  found: Map<string, DiffResult>,
): Promise<void> {
  for (const { prepare } of told) if (prepare !== undefined) await project.sql(prepare);
  await project.write();
  await project.up();
  found.set("built by a revision", await project.check());
  await project.down("base");
  await project.synchronise();
  found.set("built by TypeORM", await project.check());
}

function mentions(operation: object, tables: ReadonlySet<unknown>): boolean {
  return Object.values(operation).some(
    (value: unknown) =>
      typeof value === "object" && value !== null && "name" in value && tables.has(value.name),
  );
}
