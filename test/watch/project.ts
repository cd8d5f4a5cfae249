import { writeProject } from "../cli/project.js";

/** An entity of TypeScript: its class, its table, and lines of its body beside `id`. */
export function entity(name: string, body = ""): string {
  return `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("${name.toLowerCase()}")
export class ${name} {
  @PrimaryGeneratedColumn()
  id: number;
${body}
}
`;
}

/** A column of text, as a line of a body. */
export function column(name: string, options = ""): string {
  return `\n  @Column({ type: "varchar"${options} })\n  ${name}: string;\n`;
}

/** A project of TypeScript on SQLite that finds its entities by a glob, with the entity User. */
export function entityProject(more: Readonly<Record<string, string>> = {}): string {
  return writeProject({
    "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`,
    "src/data-source.ts": `import { join } from "node:path";
import { DataSource } from "typeorm";

export const dataSource = new DataSource({
  type: "better-sqlite3",
  database: join(__dirname, "..", "app.sqlite"),
  entities: [join(__dirname, "entities", "*.ts")],
});
`,
    "src/entities/user.ts": entity("User", column("name")),
    ...more,
  });
}
