/**
 * JavaScript that declares `table_0000` and so on: twelve columns, a primary key, a foreign key to an earlier table, a
 * unique, three indexes of which one is partial, two checks, six defaults; every fourth table has an enum, every fifth
 * comments. Half of the checks, predicates and expressions are spelled as the server keeps them, half as people write.
 */
export function entitiesSource(type: "postgres" | "better-sqlite3", tables: number): string {
  const postgres = type === "postgres";
  return `const t = require("typeorm");
const postgres = ${postgres};
const entities = [];
for (let i = 0; i < ${tables}; i++) {
  const at = String(i).padStart(4, "0");
  const name = "table_" + at;
  const asKept = postgres && i % 2 === 0;
  const Table = class {};
  Object.defineProperty(Table, "name", { value: "Table" + at });
  const column = (property, options) => t.Column(options)(Table.prototype, property);
  t.PrimaryGeneratedColumn({ primaryKeyConstraintName: "PK_" + name })(Table.prototype, "id");
  column("code", { type: "varchar", length: 32 });
  column("title", { type: "varchar", length: 200, default: "untitled" });
  column("body", { type: "text", nullable: true, ...(postgres && i % 5 === 0 && { comment: "what was written" }) });
  column("slug", { type: "varchar", length: 40, default: () => (asKept ? "lower('NEW'::text)" : "lower('NEW')") });
  column("amount", { type: "numeric", precision: 10, scale: 2, default: 0 });
  column("quantity", { type: "integer", default: 1 });
  column("active", { type: "boolean", default: true });
  column("ratio", { type: postgres ? "double precision" : "double", nullable: true });
  const status = { enum: ["new", "open", "done"], default: "new" };
  column("status", i % 4 === 0 ? { type: postgres ? "enum" : "simple-enum", ...status } : { type: "varchar", length: 20 });
  t.CreateDateColumn({ ...(postgres && { type: "timestamptz" }) })(Table.prototype, "createdAt");
  if (i > 0) {
    const target = entities[Math.floor(i / 2)];
    column("parentId", { type: "integer", nullable: true });
    t.ManyToOne(() => target, { onDelete: "CASCADE" })(Table.prototype, "parent");
    t.JoinColumn({ name: "parentId", foreignKeyConstraintName: "FK_" + name })(Table.prototype, "parent");
  }
  t.Unique("UQ_" + name, ["code"])(Table);
  t.Index("IX_" + name + "_title", ["title", "quantity"])(Table);
  t.Index("IX_" + name + "_created", ["createdAt"])(Table);
  t.Index("IX_" + name + "_open", ["title"], {
    where: asKept ? "((active = true) AND (quantity > 0))" : "active = true and quantity > 0",
  })(Table);
  t.Check("CK_" + name + "_amount", asKept ? "(amount >= (0)::numeric)" : "amount >= 0")(Table);
  t.Check("CK_" + name + "_title", asKept ? "(length((title)::text) > 1)" : "length(title) > 1")(Table);
  t.Entity(name)(Table);
  entities.push(Table);
}
exports.entities = entities;
`;
}
