import type { CompareRules } from "@typeorm-autogen/compare";
import { equal } from "@typeorm-autogen/model";

/** Rules of a database for which same means equal: every kind of name is kept, everything can be renamed. */
export const plainRules: CompareRules = {
  capabilities: {
    renamesConstraints: true,
    renamesIndexes: true,
    namesPrimaryKeys: true,
    comments: true,
    addsConstraints: true,
    forwardReferences: false,
    schemaNames: ["index", "key"],
  },
  equivalentType: equal,
  equivalentExpression: ({ live, declared }) => live === declared,
  equivalentCollation: (live, declared) => live.collation === declared.collation,
  equivalentOptions: equal,
  declarable: () => true,
  conversion: (live, declared) =>
    live.type.name === declared.type.name ? undefined : `"${declared.name}"::${declared.type.name}`,
  namedSequences: (text) =>
    [...text.matchAll(/^nextval\('(\w+)'/g)].map(([, name = ""]) => ({ schema: null, name })),
  typeAffinity: (a, b) => (equal(a, b) ? 1 : a.name === b.name ? 0.8 : 0),
};

/** Rules of a database that rebuilds tables: nothing is renamed in place, references may run ahead. */
export const rebuildingRules: CompareRules = {
  ...plainRules,
  capabilities: {
    renamesConstraints: false,
    renamesIndexes: false,
    namesPrimaryKeys: false,
    comments: false,
    addsConstraints: false,
    forwardReferences: true,
    schemaNames: ["index"],
  },
};
