/** TypeScript files of so many entities, one each: eight columns, a foreign key to an earlier one, an index, a check. */
export function entityFiles(number: number): readonly (readonly [name: string, text: string])[] {
  return Array.from({ length: number }, (_, i) => [`src/entities/${fileOf(i)}.ts`, entityText(i)]);
}

function fileOf(i: number): string {
  return `table${String(i).padStart(4, "0")}`;
}

function classOf(i: number): string {
  return `Table${String(i).padStart(4, "0")}`;
}

function entityText(i: number): string {
  const parent = Math.floor(i / 2);
  const link =
    i === 0
      ? ""
      : `\n  @ManyToOne(() => ${classOf(parent)}, { onDelete: "CASCADE" })\n  parent: ${classOf(parent)};\n`;
  const imported = i === 0 ? "" : `import { ${classOf(parent)} } from "./${fileOf(parent)}";\n`;
  return `import { Check, Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
${imported}
@Entity()
@Index(["title", "quantity"])
@Check("CK_${fileOf(i)}", "quantity >= 0")
export class ${classOf(i)} {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 32, unique: true })
  code: string;

  @Column({ length: 200, default: "untitled" })
  title: string;

  @Column({ type: "text", nullable: true })
  body: string | null;

  @Column({ default: 1 })
  quantity: number;

  @Column({ default: true })
  active: boolean;

  @CreateDateColumn()
  createdAt: Date;
${link}}
`;
}
