import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import addFormats from "ajv-formats";
import Draft4 from "ajv-draft-04";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { emptySchema, qualify, type Schema } from "@typeorm-autogen/model";
import { evolve, record, type Operations } from "@typeorm-autogen/ops";
import {
  formatGithub,
  formatHtml,
  formatMarkdown,
  formatSarif,
  formatTerminal,
  reportData,
  reviewRevision,
  setFindings,
  type Report,
  type ReviewedRevision,
} from "@typeorm-autogen/review";
import { describe, expect, test } from "vitest";

type Script = (op: Operations) => void;
const facts = { ...postgres.defaultFacts, version: "15.4" };
const context = { facts, metadataTable: qualify("typeorm_metadata") };

async function reviewed(
  upgrade: Script,
  given: {
    readonly before?: Script;
    readonly message?: string;
    readonly file?: string;
    readonly source?: string;
  } = {},
): Promise<ReviewedRevision> {
  const language = scriptLanguage(postgres, facts);
  const state: Schema = given.before
    ? evolve(emptySchema, await record(given.before, language))
    : emptySchema;
  const revision = {
    revision: "3f9c1a2b4d5e",
    message: given.message ?? "change",
    file: given.file ?? "revisions/a.ts",
    downRevisions: [],
    source: given.source ?? "",
    upgrade: await record(upgrade, language),
    downgrade: [],
    proof: null,
  };
  return reviewRevision(revision, { dialect: postgres, context, state, newTables: [], policy: {} }).reviewed;
}

function report(...revisions: readonly ReviewedRevision[]): Report {
  const findings = setFindings(revisions, ["3f9c1a2b4d5e"], { edited: [], deleted: [], onBase: [] }, null);
  return { server: "PostgreSQL 15", base: null, revisions, findings, inSync: null };
}

const plain = { paint: (_: string, text: string) => text, width: 80, details: true } as const;
const users: Script = (op) =>
  op.createTable("users", (t) => {
    t.column("id", "bigint");
    t.column("name", "varchar(40)");
    t.primaryKey("PK_users", ["id"]);
    t.index("IDX_name", ["name"]);
  });

/** What the official schema says against a log. */
function faultsOf(log: unknown): readonly unknown[] {
  const validator = addFormats.default(
    new Draft4.default({ allErrors: true, strict: false, unicodeRegExp: false }),
  );
  validator.validate(sarifSchema, log);
  return validator.errors ?? [];
}

describe("a table, before and after", () => {
  test("columns keep their place under a rename; what changes shows both ways", async () => {
    const { tables } = await reviewed(
      (op) => {
        op.renameTable("users", "people");
        op.alterTable("people", (t) => {
          t.renameColumn("name", "full_name");
          t.alterColumn("full_name", { type: "text" }, { was: { type: "varchar(40)" } });
          t.addColumn("age", "integer", { nullable: true });
        });
      },
      { before: users },
    );
    expect(tables).toEqual([
      {
        table: qualify("people"),
        was: qualify("users"),
        change: "changed",
        refersTo: [],
        lines: [
          { change: "same", text: "id  bigint, not null" },
          { change: "changed", text: "full_name  text, not null", was: "name  varchar(40), not null" },
          { change: "added", text: "age  integer, null" },
          { change: "same", text: "primary key (id)" },
          { change: "changed", text: "index (full_name)  [IDX_name]", was: "index (name)  [IDX_name]" },
        ],
      },
    ]);
  });

  test("hazards name the line of their call", async () => {
    const source = [
      'export const revision = "3f9c1a2b4d5e";',
      "export function upgrade(op: Operations): void {",
      '  op.alterTable("users", (t) => {',
      '    t.dropColumn("name", "varchar(40)");',
      "  });",
      "}",
    ].join("\n");
    const { hazards } = await reviewed(
      (op) => op.alterTable("users", (t) => t.dropColumn("name", "varchar(40)")),
      {
        before: users,
        source,
      },
    );
    expect(hazards.map(({ rule, line }) => [rule, line])).toEqual([["drop-column", 4]]);
  });
});

// Text that would leave its place: of shells and terminals, of Markdown, HTML, workflow commands, and of no direction.
const hostile = [
  "a`b```c``",
  "${process.exit()}",
  "*/ alert(1) /*",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "\u001b[31mred\u001b[0m\u0007",
  "x\n::error file=a::pwned\n::set-output name=a::b\r\n##[command]",
  "safe\u202etxt.exe\u2066\u200f",
  "</details></summary>\n\n# Heading @team #1 https://evil.example [link](javascript:alert(1)) | a |",
  '"],t9["x"]:::added\nclick t0 href "javascript:alert(1)"',
  "--> ]]> %0A%0D %",
  "n".repeat(10_000),
];

async function hostileReport(): Promise<Report> {
  const revisions = await Promise.all(
    hostile.map((text) =>
      reviewed(
        (op) => {
          op.createTable(text, (t) => {
            t.column(text, "integer", { comment: text, default: `'${text.replaceAll("'", "''")}'` });
            t.check(text, `${JSON.stringify(text)} > 0`);
          });
          op.alterTable("users", (t) => {
            t.dropColumn("name", "varchar(40)", { comment: text });
            t.createIndex(text, ["id"]);
            t.comment(text);
          });
          op.execute(`DROP TABLE "${text.replaceAll('"', '""')}"`);
        },
        {
          before: users,
          message: text,
          file: `revisions/${text.replaceAll(/[\n\r]/g, " ")}.ts`,
          source: `// autogen-accept drop-column: ${text.replaceAll(/[\n\r]/g, " ")}`,
        },
      ),
    ),
  );
  return report(...revisions);
}

const hiddenCharacters = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("hostile text stays in its place", () => {
  test("on a terminal: nothing steers it, and each line is one of ours", async () => {
    const text = formatTerminal(await hostileReport(), plain);
    expect(text).not.toMatch(hiddenCharacters);
    expect(text.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
  });

  test("in Markdown: no HTML but our own, no fence or code span closed, no mention, no link", async () => {
    for (const revision of (await hostileReport()).revisions) {
      const text = formatMarkdown(report(revision));
      expect(text).not.toMatch(hiddenCharacters);
      const outside = withoutCode(text);
      const tags = [...outside.matchAll(/<\/?[a-z!][^>]*>/gi)].map(([tag]) => tag);
      expect(tags.filter((tag) => !/^<(\/?(details|summary)|!-- autogen-review --)>$/.test(tag))).toEqual([]);
      expect(tags.filter((tag) => tag === "<details>")).toHaveLength(
        tags.filter((tag) => tag === "</details>").length,
      );
      expect(outside).not.toMatch(/(?<!\\)\[link|@team|https:\/\/|^# Heading/m);
    }
  });

  test("for GitHub's runner: only annotations, none that somebody else wrote", async () => {
    const lines = formatGithub(await hostileReport()).split("\n");
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]*,line=\d+,)?title=[a-z-]+::/);
    expect(lines.join("\n")).not.toMatch(hiddenCharacters);
  });

  test("in HTML: no element, attribute or script of theirs", async () => {
    const text = formatHtml(await hostileReport());
    expect(text).not.toMatch(hiddenCharacters);
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>|href="javascript/i);
    expect(text).toContain("Content-Security-Policy");
    expect(text).toContain("&lt;script&gt;");
    expect(text).not.toMatch(/(?:src|href)="(?!#r-)/);
  });

  test("in SARIF and JSON: data, that parses, and SARIF that its schema takes", async () => {
    const sarif = JSON.parse(formatSarif(await hostileReport(), "1.0.0"));
    expect(faultsOf(sarif)).toEqual([]);
    expect(faultsOf({ ...sarif, version: "2.0.0", more: 1 })).not.toEqual([]);
    expect(sarif.runs[0].results.length).toBeGreaterThan(hostile.length);
    for (const { locations = [] } of sarif.runs[0].results)
      for (const { physicalLocation } of locations)
        expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w.~!*'()%/-]+$/);
    expect(JSON.parse(JSON.stringify(reportData(await hostileReport())))).toMatchObject({
      revisions: expect.any(Array),
    });
  });
});

// Fenced blocks and code spans, by CommonMark's rule that a run of backticks ends only at a run of the same length.
function withoutCode(text: string): string {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const mark = /^\s*(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence === null && mark !== undefined) fence = mark;
    else if (fence !== null && line.trim() === fence) fence = null;
    else if (fence === null) lines.push(line);
  }
  expect(fence).toBeNull();
  return lines.join("\n").replaceAll(/(?<![\\`])(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, "");
}

describe("a revision of 500 operations", () => {
  const large: Script = (op) => {
    for (let i = 0; i < 250; i++) {
      op.createTable(`table_${i}`, (t) => {
        for (let j = 0; j < 12; j++)
          t.column(`column_${j}`, "varchar(200)", { comment: "a comment of some length" });
        t.primaryKey(`PK_${i}`, ["column_0"]);
      });
      op.alterTable("users", (t) => t.createIndex(`IDX_${i}`, ["name"], { where: `id > ${i}` }));
    }
  };

  test("stays readable: counted, grouped, worst first, under GitHub's limit", async () => {
    const big = report(await reviewed(large, { before: users }));
    const text = formatMarkdown(big);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("250 errors");
    expect(text).toMatch(/and 2\d\d more/);
    const terminal = formatTerminal(big, { ...plain, details: false });
    expect(terminal.split("\n").filter((line) => line.includes("index-not-concurrent"))).toHaveLength(1);
    expect(terminal).toContain("and 242 more");
  });

  test("many revisions are cut where the comment has no more room, and the rest is counted", async () => {
    const one = await reviewed(large, { before: users });
    const text = formatMarkdown(report(...Array.from({ length: 60 }, () => one)));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ more revisions, which this comment has no room for/);
  });
});

test("on a terminal nothing is wider than it", async () => {
  const change: Script = (op) => {
    op.alterTable("users", (t) => {
      t.dropColumn("name", "varchar(40)");
      t.createIndex("IDX_a", ["id"]);
    });
  };
  const text = formatTerminal(report(await reviewed(change, { before: users })), {
    ...plain,
    details: false,
  });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
