import { beforeAll, describe, expect, test } from "vitest";
import type { Operation } from "typeorm-autogen";
import { PrimaryColumn, Entity as TypeormEntity, type EntityOptions } from "typeorm-1";
import { targets, type Target } from "../live/targets.js";
import { openProject, type Entity, type ToldProject } from "../stories/told-project.js";

/** A model: entity schemas, or classes with decorators for what schemas cannot say. */
type Model = readonly (Entity | typeof Object)[];

/** Two models of tables that no other case has, and the operations that lead from one to the other. */
export interface Case {
  readonly title: string;
  readonly before: (table: string) => Model;
  readonly after: (table: string) => Model;
  /** Kinds of the operations, containers opened. */
  readonly is: readonly Operation["kind"][] | ((target: Target) => readonly Operation["kind"][]);
  /** A closer look at them. */
  readonly look?: ((operations: readonly Operation[]) => void) | undefined;
  /** Where the models can be declared; everywhere if absent. */
  readonly on?: (target: Target) => boolean;
}

interface Told {
  readonly operations: readonly Operation[];
  readonly left: readonly string[];
  readonly dumps: readonly (readonly string[])[];
}

/**
 * Tells all cases at once: builds what was in one database, writes one revision, and holds of each case that it gave its
 * operations; of all that nothing differs afterwards, and that going back gives the same dump.
 */
export function describeCases(subject: string, cases: readonly Case[]): void {
  const tables = cases.map((told, at) => ({ ...told, table: `case_${at}` }));
  const runs = targets
    .filter(({ driver }) => driver !== "sqlite3")
    .map((target) => ({ target, name: target.name, here: tables.filter(({ on }) => on?.(target) ?? true) }))
    .filter(({ here }) => here.length > 0);
  describe.each(runs)(`${subject} on $name`, ({ target, here }) => {
    let told: Told;

    beforeAll(async () => {
      told = await tell(
        await openProject(target),
        here.flatMap(({ before, table }) => before(table)),
        here.flatMap(({ after, table }) => after(table)),
      );
    });

    test.each(here)("$title", ({ table, is, look }) => {
      const operations = told.operations.filter((operation) => concerns(operation, table));
      expect(operations.map(({ kind }) => kind)).toEqual(typeof is === "function" ? is(target) : is);
      look?.(operations);
    });

    test("and nothing is left, and going back restores what was", () => {
      expect(told.left).toEqual([]);
      const [before, back] = told.dumps.map((dump) => dump.map(anyOrder));
      expect(back).toEqual(before);
    });
  });
}

// In which order a table of SQLite that was built anew lists its constraints says nothing.
function anyOrder(statement: string): string {
  return statement.replace(/\)$/, "").split(", ").toSorted().join(", ");
}

async function tell(project: ToldProject, before: Model, after: Model): Promise<Told> {
  project.declare(before);
  await project.write();
  await project.up();
  const dump = await project.dump();
  project.declare(after);
  const { operations, revision } = await project.write({ renames: "never", acceptDataLoss: true });
  await project.up();
  const { sql } = await project.check();
  if (revision !== null) await project.down();
  return { operations, left: sql, dumps: [dump, await project.dump()] };
}

function concerns(operation: Operation, table: string): boolean {
  const names = Object.values(operation).flatMap((value: unknown) =>
    typeof value === "object" && value !== null && "name" in value ? [String(value.name)] : [],
  );
  return names.some((name) => name === table || name.startsWith(`${table}_`));
}

/** A class with an `id` and what decorators give it. */
export function decorated(
  name: string,
  decorate: (entity: typeof Object) => void = () => undefined,
  options: EntityOptions = {},
): typeof Object {
  const entity = function () {} as unknown as typeof Object;
  PrimaryColumn("integer")(entity.prototype as object, "id");
  decorate(entity);
  TypeormEntity(name, options)(entity);
  return entity;
}
