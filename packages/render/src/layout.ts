import { displayWidth } from "./display-width.js";
import {
  breaks,
  choice,
  group,
  hardline,
  ifBroken,
  indent,
  join,
  line,
  newline,
  softline,
  type Document,
} from "./document.js";
import type { Call, Expression } from "./expression.js";
import { quote, quoteLines } from "./quote.js";

// Prettier keeps a value on the line of a key that is this short: breaking would gain nothing.
const shortKey = 5;

/** Where statements may break, by Prettier's rules for JavaScript. */
export function layoutStatements(calls: readonly Call[]): Document {
  return join(
    hardline,
    calls.map((call) => [layoutCall(call), ";"]),
  );
}

/** Where `left = value` or `left: value` may break. */
export function layoutAssignment(left: string, operator: string, value: Expression): Document {
  const right = layoutExpression(value);
  if (isTemplateCall(value)) {
    const below = indent([hardline, right]);
    return [left, operator, choice([[" ", right], below], breaks(right))];
  }
  const isText = value.kind === "literal" && typeof value.value === "string";
  if (!isText || (operator === ":" && displayWidth(left) < shortKey)) return [left, operator, " ", right];
  return group([left, operator, group(indent([line, right]))]);
}

// A call with nothing but a text of several lines opens on its key's line if its first line fits there.
function isTemplateCall(value: Expression): boolean {
  return (
    value.kind === "call" && value.call.arguments.length === 1 && value.call.arguments[0]?.kind === "template"
  );
}

/** Where a call may break. Without a method, it is the receiver as it stands. */
export function layoutCall({ receiver, method, arguments: args }: Call): Document {
  const target = typeof receiver === "string" ? receiver : layoutCall(receiver);
  if (method === "") return target;
  return group([target, ".", method, layoutArguments(args)]);
}

function layoutArguments(args: readonly Expression[]): Document {
  const documents = args.map(layoutExpression);
  const last = args.at(-1);
  if (!last) return "()";
  if (args.length === 1 && last.kind === "template") return ["(", documents, ")"];
  if (isHugged(last, args.at(-2))) return hugLast(documents);
  return group(["(", indent([softline, join([",", line], documents)]), ifBroken(","), softline, ")"]);
}

// The last argument opens on the line of the call where it can, unless the one before it is of the same form.
function isHugged(last: Expression, previous: Expression | undefined): boolean {
  if (last.kind === "list") return last.items.length > 0 && previous?.kind !== "list";
  if (last.kind === "record") return last.entries.length > 0 && previous?.kind !== "record";
  return last.kind === "callback";
}

function hugLast(documents: readonly Document[]): Document {
  const brokenOut = group(["(", indent([line, join([",", line], documents)]), ",", line, ")"], true);
  const head = documents.slice(0, -1);
  const last = documents.at(-1) ?? "";
  if (head.some(breaks)) return brokenOut;
  const hugging = (document: Document) => ["(", join(", ", [...head, document]), ")"];
  const opened = hugging(group(last, true));
  return breaks(last) ? choice([opened, brokenOut], true) : choice([hugging(last), opened, brokenOut], false);
}

/** Where an argument may break. */
export function layoutExpression(expression: Expression): Document {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string" ? quote(expression.value) : String(expression.value);
    case "template":
      return join(newline, quoteLines(expression.text));
    case "list":
      return layoutList(expression.items);
    case "record":
      return layoutRecord(expression.entries);
    case "call":
      return layoutCall(expression.call);
    case "callback":
      return layoutCallback(expression.parameter, expression.body);
  }
}

function layoutList(items: readonly Expression[]): Document {
  if (items.length === 0) return "[]";
  const documents = items.map((item) => group(layoutExpression(item)));
  const contents = ["[", indent([softline, join([",", line], documents)]), ifBroken(","), softline, "]"];
  return group(contents, isTabular(items));
}

// Several objects, or several lists, of more than one item each: Prettier gives each its own line.
function isTabular(items: readonly Expression[]): boolean {
  if (items.length < 2) return false;
  const kind = items[0]?.kind;
  return items.every((item) => item.kind === kind && sizeOf(item) > 1);
}

function sizeOf(expression: Expression): number {
  if (expression.kind === "list") return expression.items.length;
  return expression.kind === "record" ? expression.entries.length : 0;
}

function layoutRecord(entries: readonly (readonly [string, Expression])[]): Document {
  if (entries.length === 0) return "{}";
  const properties = entries.map(([key, value]) => layoutAssignment(layoutKey(key), ":", value));
  return group(["{", indent([line, join([",", line], properties)]), ifBroken(","), line, "}"]);
}

// Prettier takes the quotes off names that ECMAScript 5 knows as identifiers: letters of the basic plane.
const identifier = /^(?=[\0-\uffff]*$)[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$_]*$/u;

// `__proto__: x` and `"__proto__": x` would set the prototype; a computed key is an ordinary property.
function layoutKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  const quoted = quote(key);
  return identifier.test(key) && quoted.slice(1, -1) === key ? key : quoted;
}

function layoutCallback(parameter: string, body: readonly Call[]): Document {
  if (body.length === 0) return "() => {}";
  return [`(${parameter}) => {`, indent([hardline, layoutStatements(body)]), hardline, "}"];
}
