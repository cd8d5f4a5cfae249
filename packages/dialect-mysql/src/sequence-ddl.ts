import {
  nameSql,
  statements,
  UnsupportedError,
  type DdlContext,
  type DdlTable,
} from "@typeorm-autogen/dialect";
import {
  formatName,
  renameSequenceIn,
  type QualifiedName,
  type SequenceOptions,
} from "@typeorm-autogen/model";
import type { RenameSequence, SequencePatch } from "@typeorm-autogen/ops";
import { flavorOf } from "./flavor.js";
import { spelling } from "./spelling.js";

type Kind = "createSequence" | "dropSequence" | "alterSequence" | "renameSequence";

/** Sequences as scripts make them: MariaDB has them, https://mariadb.com/kb/en/create-sequence/, MySQL does not. */
export const sequenceDdl: Pick<DdlTable, Kind> = {
  createSequence: ({ sequence }, context) => {
    const name = sequenceName(sequence, sequence, context);
    return statements([`CREATE SEQUENCE ${name}`, ...clauses(sequence, sequence)].join(" "));
  },
  dropSequence: ({ sequence }, context) =>
    statements(`DROP SEQUENCE ${sequenceName(sequence, sequence, context)}`),
  alterSequence: ({ sequence, to, was }, context) => {
    const name = sequenceName(sequence, to, context);
    const after = { ...was, ...to };
    const moved = to.increment !== undefined || to.minimum !== undefined || to.maximum !== undefined;
    const changes = clauses(was && moved ? { ...to, start: to.start ?? was.start ?? null } : to, after);
    return changes.length === 0 ? [] : statements(`ALTER SEQUENCE ${name} ${changes.join(" ")}`);
  },
  renameSequence: (op, context) => {
    const [from, to] = [op.from, op.to].map((name) => sequenceName(name, {}, context));
    return statements(`RENAME TABLE ${from} TO ${to}`, ...followingDefaults(op, context));
  },
};

// The server keeps the sequence that a default names as text.
function followingDefaults({ from, to }: RenameSequence, { state }: DdlContext): readonly string[] {
  return (state?.tables ?? []).flatMap((table) =>
    table.columns.flatMap(({ name, default: kept = "" }) => {
      const followed = renameSequenceIn(kept, from, to);
      if (followed === kept) return [];
      const column = spelling.identifier(name);
      return [`ALTER TABLE ${nameSql(spelling, table)} ALTER COLUMN ${column} SET DEFAULT (${followed})`];
    }),
  );
}

function sequenceName(
  name: QualifiedName,
  { type, ownedBy }: SequencePatch,
  { facts }: Pick<DdlContext, "facts">,
): string {
  const flavor = flavorOf(facts);
  const refuse = (what: string, next: string) => new UnsupportedError(flavor.label, what, next);
  if (flavor.name !== "mariadb") throw refuse(`sequence ${formatName(name)}`, "use an AUTO_INCREMENT column");
  if (ownedBy) throw refuse(`an owner of sequence ${formatName(name)}`, "leave it out");
  if (type && type !== "bigint")
    throw refuse(`another type for sequence ${formatName(name)}`, "leave it out");
  return nameSql(spelling, name);
}

// What goes is set to what CREATE SEQUENCE would have made.
function clauses(changed: SequencePatch, after: SequencePatch): readonly string[] {
  const number = (text: string) => String(BigInt(text));
  const said = (key: keyof SequenceOptions) => changed[key] !== undefined;
  const bound = (word: string, value: string | null | undefined) =>
    typeof value === "string" ? `${word} ${number(value)}` : `NO ${word}`;
  const down = after.increment?.startsWith("-") === true;
  const start = after.start ?? (down ? (after.maximum ?? "-1") : (after.minimum ?? "1"));
  return [
    ...(said("increment") ? [`INCREMENT BY ${number(after.increment ?? "1")}`] : []),
    ...(said("minimum") ? [bound("MINVALUE", after.minimum)] : []),
    ...(said("maximum") ? [bound("MAXVALUE", after.maximum)] : []),
    ...(said("start") ? [`START WITH ${number(start)}`] : []),
    ...(said("cache") ? [`CACHE ${number(after.cache ?? "1000")}`] : []),
    ...(said("cycle") ? [after.cycle ? "CYCLE" : "NOCYCLE"] : []),
  ];
}
