import type { ExclusionElement, QualifiedName } from "@typeorm-autogen/model";
import { splitConditions, type IfExists, type IfNotExists } from "./conditions.js";
import type { TableChange } from "./operation-map.js";
import {
  chosen,
  readIndexKey,
  readName,
  type CheckOptions,
  type ExclusionOptions,
  type ForeignKeyOptions,
  type IndexKey,
  type IndexOptions,
  type InScript,
  type KeyOptions,
  type NameInScript,
} from "./script-types.js";

/** What makes up a part of a table besides its name, as arguments of a call; options come last. */
interface PartArguments {
  PrimaryKey: readonly [columns: readonly string[], options?: Omit<KeyOptions, "nullsNotDistinct">];
  Unique: readonly [columns: readonly string[], options?: KeyOptions];
  Check: readonly [expression: string, options?: CheckOptions];
  Exclusion: readonly [elements: readonly InScript<ExclusionElement>[], options?: ExclusionOptions];
  ForeignKey: readonly [
    columns: readonly string[],
    references: NameInScript,
    referencedColumns: readonly string[],
    options?: ForeignKeyOptions,
  ];
  Index: readonly [keys: readonly IndexKey[], options?: IndexOptions];
}

type Part = keyof PartArguments;
type NameOf<Kind extends Part> = Kind extends "Index" ? string : string | null;

// The same arguments with a condition among the options.
type Under<Condition, Arguments extends readonly unknown[]> = Arguments extends readonly [
  ...infer Required,
  options?: infer Options,
]
  ? readonly [...Required, options?: InScript<Options & Condition>]
  : never;

/**
 * Constraints and indexes, created and dropped by calls of one shape. A drop repeats what it drops, for the way back; a
 * drop that only names it has none.
 */
export type ConstraintCalls = {
  readonly [Kind in Part as `create${Kind}`]: (
    name: NameOf<Kind>,
    ...rest: Under<IfNotExists, PartArguments[Kind]>
  ) => void;
} & {
  readonly [Kind in Part as `drop${Kind}`]: (
    name: NameOf<Kind>,
    ...rest: Under<IfExists, PartArguments[Kind]> | readonly [options?: InScript<IfExists>]
  ) => void;
};

type Data = Readonly<Record<string, unknown>>;
type Reader = (name: string | null, rest: readonly unknown[]) => Data;

const named = (name: string | null): Data => (name === null ? {} : { name });

const keyData: Reader = (name, [columns, options]) => ({ ...named(name), columns, ...(options as Data) });

const readers: Readonly<Record<Part, Reader>> = {
  PrimaryKey: keyData,
  Unique: keyData,
  Check: (name, [expression, options]) => ({ ...named(name), expression, ...(options as Data) }),
  Exclusion: (name, [elements, options]) => ({
    ...named(name),
    elements: (elements as readonly InScript<ExclusionElement>[]).map((element) => chosen(element)),
    ...(options as Data),
  }),
  ForeignKey: (name, [columns, references, referencedColumns, options]) => ({
    ...named(name),
    columns,
    references: readName(references as NameInScript),
    referencedColumns,
    ...(options as Data),
  }),
  Index: (name, [keys, options]) => ({
    name,
    parts: (keys as readonly IndexKey[]).map(readIndexKey),
    ...(options as Data),
  }),
};

/** What is known of a part that a script only names. */
const nothingBut: Readonly<Record<Part, readonly unknown[]>> = {
  PrimaryKey: [[]],
  Unique: [[]],
  Check: [""],
  Exclusion: [[]],
  ForeignKey: [[], { schema: null, name: "" }, []],
  Index: [[]],
};

/** The calls that create and drop constraints and indexes of one table. */
export function constraintCalls(table: QualifiedName, push: (change: TableChange) => void): ConstraintCalls {
  const calls = (Object.keys(readers) as Part[]).flatMap((part) => {
    const key = part[0]?.toLowerCase() + part.slice(1);
    const make = (verb: "create" | "drop", name: string | null, rest: readonly unknown[]) => {
      const isNameOnly = verb === "drop" && !isDescribed(part, rest);
      const [conditions, options] = splitConditions(optionsOf(part, rest, isNameOnly));
      const parts = isNameOnly ? nothingBut[part] : [...rest.slice(0, nothingBut[part].length), options];
      const change = { kind: `${verb}${part}`, table, [key]: readers[part](name, parts) };
      push({ ...change, ...conditions, ...(isNameOnly && { nameOnly: true }) } as unknown as TableChange);
    };
    return (["create", "drop"] as const).map((verb) => [
      `${verb}${part}`,
      (name: string | null, ...rest: readonly unknown[]) => make(verb, name, rest),
    ]);
  });
  return Object.fromEntries(calls) as ConstraintCalls;
}

function isDescribed(part: Part, [first]: readonly unknown[]): boolean {
  return part === "Check" ? typeof first === "string" : Array.isArray(first);
}

function optionsOf(part: Part, rest: readonly unknown[], isNameOnly: boolean): IfExists & IfNotExists {
  return chosen(
    rest[isNameOnly ? 0 : nothingBut[part].length] as InScript<IfExists & IfNotExists> | undefined,
  );
}
