/** What stands in a script as an argument: the small part of JavaScript that scripts are made of. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "template"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "callback"; readonly parameter: string; readonly body: readonly Call[] };

/** A statement of a script: `receiver.method(…)`. */
export interface Call {
  readonly receiver: string | Call;
  readonly method: string;
  readonly arguments: readonly Expression[];
}

/** A literal. */
export function literal(value: string | number | boolean | null): Expression {
  return { kind: "literal", value };
}

/** SQL text: a template literal where it has several lines, so that it reads as it was written. */
export function sql(text: string): Expression {
  return text.includes("\n") ? { kind: "template", text } : literal(text);
}

/** An array. */
export function list(items: readonly Expression[]): Expression {
  return { kind: "list", items };
}

/** An array of texts. */
export function names(items: readonly string[]): Expression {
  return list(items.map(literal));
}

/** An object of those properties that are there. */
export function record(properties: Readonly<Record<string, Expression | undefined>>): Expression {
  const entries = Object.entries(properties).flatMap(([key, value]) =>
    value ? [[key, value] as const] : [],
  );
  return { kind: "record", entries };
}

type Literal = string | number | boolean | null;

/** An object of literals and of arrays of texts, such as the options of a dialect. */
export function literals(
  properties: Readonly<Record<string, Literal | readonly string[] | undefined>>,
): Expression {
  const entries = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [[key, typeof value === "object" && value ? names(value) : literal(value)] as const],
  );
  return { kind: "record", entries };
}

/** Any data as it would be written: text of several lines as a template, what is undefined left out. */
export function data(value: unknown): Expression {
  if (typeof value === "string") return sql(value);
  if (Array.isArray(value)) return list(value.map(data));
  if (typeof value !== "object" || value === null) return literal(value as Literal);
  const entries = Object.entries(value).map(([key, part]) => [
    key,
    part === undefined ? undefined : data(part),
  ]);
  return record(Object.fromEntries(entries) as Readonly<Record<string, Expression | undefined>>);
}

/** Arguments with the last one left out where it is an empty object: options that say nothing. */
export function withOptions(required: readonly Expression[], options: Expression): readonly Expression[] {
  return isEmpty(options) ? required : [...required, options];
}

/** Whether an expression is an empty object. */
export function isEmpty(expression: Expression): boolean {
  return expression.kind === "record" && expression.entries.length === 0;
}

/** `receiver.method(…)` */
export function call(receiver: string | Call, method: string, ...args: readonly Expression[]): Call {
  return { receiver, method, arguments: args };
}

/** `(t) => { … }` */
export function callback(parameter: string, body: readonly Call[]): Expression {
  return { kind: "callback", parameter, body };
}
