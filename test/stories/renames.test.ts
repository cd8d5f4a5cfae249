import { describe, test } from "vitest";
import { dialectTargets, id, openProject, tellChange, type Entity } from "./told-project.js";

const named = (name: string, owner: string): readonly Entity[] => [
  { name: "owner", columns: { id } },
  {
    name: "thing",
    columns: {
      id,
      [name]: { type: "varchar", length: 20, nullable: true },
      [owner]: { type: "integer", nullable: true },
    },
    indices: [{ columns: [name] }, { columns: [name, owner], unique: true, where: `"${name}" <> ''` }],
    checks: [{ expression: `"${name}" <> 'zz'` }],
    foreignKeys: [{ target: "owner", columnNames: [owner], referencedColumnNames: ["id"] }],
  },
];

const tagged = (post: string): readonly Entity[] => [
  {
    name: post,
    columns: { id },
    relations: { tags: { type: "many-to-many", target: "tag", joinTable: true } },
  },
  { name: "tag", columns: { id } },
];

describe.each(dialectTargets)("renames on $name", (target) => {
  test("columns under an index, a predicate, a check and a foreign key keep their rows", async () => {
    await tellChange(await openProject(target), {
      before: named("a", "owner"),
      setup: "INSERT INTO owner VALUES (7); INSERT INTO thing VALUES (1, 'x', 7)",
      after: named("b", "boss"),
      answers: { rename: ["column:thing.a=b", "column:thing.owner=boss"] },
      rows: {
        before: "SELECT a, owner FROM thing",
        is: [{ a: "x", owner: 7 }],
        after: "SELECT b, boss FROM thing",
        becomes: [{ b: "x", boss: 7 }],
      },
    });
  });

  test("an entity with its junction table and the junction's column", async () => {
    await tellChange(await openProject(target), {
      before: tagged("post"),
      setup: `INSERT INTO post VALUES (1); INSERT INTO tag VALUES (2); INSERT INTO post_tags_tag VALUES (1, 2)`,
      after: tagged("article"),
      answers: {
        rename: [
          "table:post=article",
          "table:post_tags_tag=article_tags_tag",
          "column:article_tags_tag.postId=articleId",
        ],
      },
      rows: {
        before: `SELECT "postId" AS it, "tagId" AS tag FROM post_tags_tag`,
        is: [{ it: 1, tag: 2 }],
        after: `SELECT "articleId" AS it, "tagId" AS tag FROM article_tags_tag`,
        becomes: [{ it: 1, tag: 2 }],
      },
    });
  });
});
