import { describe, expect, test } from "vitest";
import type { Plugin } from "typeorm-autogen";
import { onPostgres, openProject, type Entity } from "../stories/told-project.js";

// The plugin is a project's own file, outside the tests' compilation; these are its words.
interface Routine {
  readonly name: string;
  readonly arguments?: readonly string[];
  readonly returns: string;
  readonly language: string;
  readonly volatility?: "volatile" | "stable" | "immutable";
  readonly body: string;
}
interface RoutineTrigger {
  readonly name: string;
  readonly table: string;
  readonly when: "before" | "after";
  readonly events: readonly ("insert" | "update" | "delete")[];
  readonly calls: string;
}
const file = new URL("../../fixtures/plugins/postgres-routines.ts", import.meta.url);
const { routines } = (await import(file.href)) as {
  routines(declared: {
    readonly functions: readonly Routine[];
    readonly triggers?: readonly RoutineTrigger[];
  }): Plugin;
};

const item = (columns: Entity["columns"] = {}): Entity => ({
  name: "item",
  columns: {
    id: { type: "integer", primary: true },
    price: { type: "numeric", default: 0 },
    changed: { type: "integer", default: 0 },
    ...columns,
  },
});

const touch: Routine = {
  name: "touch",
  returns: "trigger",
  language: "plpgsql",
  body: "BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END",
};
const onUpdate: RoutineTrigger = {
  name: "item_touch",
  table: "item",
  when: "before",
  events: ["update"],
  calls: "touch",
};
const gross: Routine = {
  name: "gross",
  arguments: ["net numeric", "places int"],
  returns: "numeric",
  language: "sql",
  volatility: "immutable",
  body: 'SELECT round(net * 1.19, places) -- it\'s "the" $1 `rate` \\',
};

describe.each(onPostgres)("functions and triggers on $name", (target) => {
  test("come, change, go, and everything goes back", async () => {
    const project = await openProject(target);
    project.declare([item()]);
    const declare = (functions: readonly Routine[], triggers: readonly RoutineTrigger[] = []) =>
      project.configure({ plugins: [routines({ functions, triggers })] });
    const dumps = [await project.dump()];
    const kinds = async () => {
      const { operations } = await project.write();
      await project.up();
      expect(await project.check()).toMatchObject({ inSync: true });
      dumps.push(await project.dump());
      return operations.map(({ kind }) => kind);
    };

    await project.sql("CREATE FUNCTION somebody_elses() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
    dumps[0] = await project.dump();
    declare([touch, gross], [onUpdate]);
    expect(await kinds()).toEqual(["createTable", "replaceRoutine", "replaceRoutine", "createTrigger"]);
    await project.sql("INSERT INTO item (id) VALUES (1); UPDATE item SET price = 10");
    expect(await project.sql("SELECT changed, gross(price, 2) FROM item")).toEqual([
      { changed: 1, gross: "11.90" },
    ]);

    declare([{ ...touch, body: touch.body.replace("+ 1", "+ 10") }, gross], [onUpdate]);
    expect(await kinds()).toEqual(["replaceRoutine"]);
    await project.sql("UPDATE item SET price = 11");
    expect(await project.sql("SELECT changed FROM item")).toEqual([{ changed: 11 }]);

    const both: RoutineTrigger = { ...onUpdate, events: ["update", "delete"], when: "after" };
    declare([touch, { ...gross, returns: "double precision" }], [both]);
    expect(await kinds()).toEqual([
      "dropTrigger",
      "replaceRoutine",
      "dropRoutine",
      "replaceRoutine",
      "createTrigger",
    ]);

    declare([]);
    expect(await kinds()).toEqual(["dropTrigger", "dropRoutine", "dropRoutine"]);
    for (const dump of dumps.slice(0, -1).toReversed()) {
      await project.down();
      expect(await project.dump()).toEqual(dump);
    }
  });

  test("what says the same in other words is in sync; a parameter's new name makes a new function", async () => {
    const project = await openProject(target);
    project.declare([item()]);
    const declare = (places: string) => {
      const functions: readonly Routine[] = [
        { ...touch, arguments: [], volatility: "volatile" },
        { ...gross, arguments: ["net numeric", `${places} int`], body: "SELECT round($1 * 1.19, $2)" },
      ];
      const triggers: readonly RoutineTrigger[] = [{ ...onUpdate, events: ["update", "insert"] }];
      project.configure({ plugins: [routines({ functions, triggers })] });
    };
    declare("places");
    await project.write();
    await project.up();
    expect(await project.check()).toMatchObject({ inSync: true });
    const dump = await project.dump();
    declare("digits");
    const { operations } = await project.write();
    expect(operations.map(({ kind }) => kind)).toEqual(["dropRoutine", "replaceRoutine"]);
    await project.up();
    expect(await project.sql("SELECT gross(2, digits => 1)")).toEqual([{ gross: "2.4" }]);
    expect(await project.check()).toMatchObject({ inSync: true });
    await project.down();
    expect(await project.dump()).toEqual(dump);
  });

  test("a script says them in calls that are typed", async () => {
    const project = await openProject(target);
    project.declare([item()]);
    project.configure({ plugins: [routines({ functions: [touch], triggers: [onUpdate] })] });
    const { script } = await project.write();
    expect(script).toContain(`op.replaceRoutine({`);
    expect(script).toContain(`op.createTrigger({`);
    expect(script).toContain(`op.dropTrigger({`);
  });
});
