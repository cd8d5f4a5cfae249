import type { Figures } from "./measure.js";

const titles: readonly (readonly [string, string])[] = [
  ["raw", "raw catalogue statements (R)"],
  ["floor", "R and TypeORM's metadata (F)"],
  ["check", "autogen check"],
  ["log", "TypeORM's schema builder log"],
];

/** Prints a table of one round: seconds, megabytes, and how they compare with the statements alone and with the floor. */
export function printFigures(title: string, figures: ReadonlyMap<string, Figures>): void {
  const raw = figures.get("raw");
  const floor = figures.get("floor");
  const head = ["", "wall s", "/R", "/F", "cpu s", "/F", "peak MB", "/F"];
  const rows = titles.map(([name, words]) => row(words, figures.get(name), raw, floor));
  const lines = [head, ...rows].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(30) : cell.padStart(8))).join(""),
  );
  process.stdout.write(`\n${title}\n${lines.join("\n")}\n`);
}

function row(words: string, own?: Figures, raw?: Figures, floor?: Figures): readonly string[] {
  const { wall, cpu, memory } = own ?? { wall: Number.NaN, cpu: Number.NaN, memory: Number.NaN };
  const ratio = (value: number, of: number | undefined) => (value / (of ?? Number.NaN)).toFixed(2);
  return [
    words,
    wall.toFixed(2),
    ratio(wall, raw?.wall),
    ratio(wall, floor?.wall),
    cpu.toFixed(2),
    ratio(cpu, floor?.cpu),
    memory.toFixed(0),
    ratio(memory, floor?.memory),
  ];
}
