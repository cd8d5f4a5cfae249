import { storedName, tokens } from "./lexicon.js";

/**
 * Functions that give each row the same value within one statement (stable or immutable in pg_proc), of those that
 * people write in defaults. https://www.postgresql.org/docs/current/xfunc-volatility.html
 */
const steady: ReadonlySet<string> = new Set(
  (
    "now transaction_timestamp statement_timestamp current_setting current_database current_schema current_user " +
    "session_user timezone date_trunc date_part extract to_char to_date to_timestamp to_number make_date make_time " +
    "make_timestamp make_timestamptz make_interval age lower upper initcap concat concat_ws coalesce nullif greatest " +
    "least length char_length replace trim btrim ltrim rtrim substring substr left right lpad rpad repeat md5 encode " +
    "decode format abs ceil ceiling floor round trunc mod power sqrt array_to_string string_to_array to_json to_jsonb " +
    "jsonb_build_object jsonb_build_array json_build_object json_build_array row array txid_current pg_backend_pid " +
    "cast numeric decimal varchar char character bit varbit timestamp timestamptz time timetz interval"
  ).split(" "),
);

/**
 * Whether a default may give each row another value, so that adding a column with it writes every row. A function that
 * nobody here knows counts as one that does.
 */
export function isVolatileDefault(expression: string): boolean {
  const list = tokens(expression);
  return list.some((token, i) => {
    const isName = token.kind === "word" || token.kind === "quoted";
    return isName && list[i + 1]?.text === "(" && !steady.has(storedName(token));
  });
}
