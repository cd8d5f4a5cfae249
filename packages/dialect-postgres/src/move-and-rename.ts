import { nameSql, type DdlContext } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import { identifier } from "./names.js";
import { spelling } from "./spelling.js";

/** ALTER … SET SCHEMA and RENAME TO, as far as the names ask for them. TABLE does for views of both kinds too. */
export function moveAndRename(
  kind: "TABLE" | "TYPE" | "VIEW" | "MATERIALIZED VIEW" | "SEQUENCE",
  from: QualifiedName,
  to: QualifiedName,
  { facts }: Pick<DdlContext, "facts">,
): readonly string[] {
  const schema = identifier(to.schema ?? facts.defaultSchema ?? "public");
  const quoted = (name: string, { schema: own }: QualifiedName) => nameSql(spelling, { schema: own, name });
  const move = from.schema !== to.schema && `ALTER ${kind} ${quoted(from.name, from)} SET SCHEMA ${schema}`;
  const rename =
    from.name !== to.name && `ALTER ${kind} ${quoted(from.name, to)} RENAME TO ${identifier(to.name)}`;
  return [move, rename].filter((sql) => sql !== false);
}
