import { formatName } from "@typeorm-autogen/model";
import { diagram } from "./diagram.js";
import { countWords, groupHazards, groupWords, proofWords, syncWords, worstFirst } from "./grouped.js";
import { style } from "./html-style.js";
import { html, Markup } from "./html-text.js";
import {
  countFindings,
  type PlacedHazard,
  type Report,
  type ReviewedRevision,
  type StatementList,
  type TouchedTable,
} from "./report.js";

/** A report as one page that needs nothing else: no network, no script. */
export function formatHtml(report: Report): string {
  const title = `Schema review: ${countWords({ ...countFindings(report) })}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        <div class="page">
          ${pageHeader(report)}${filters}
          <main>${setSection(report)}${contents(report)}${report.revisions.map(revisionArticle)}</main>
        </div>
      </body>
    </html> `;
  return page.text;
}

function pageHeader(report: Report): Markup {
  const counts = countFindings(report);
  const chips = (["error", "warning", "info", "accepted"] as const)
    .filter((level) => counts[level] > 0)
    .map((level) => html`<span class="chip ${level}">${countWords({ [level]: counts[level] })}</span>`);
  const { revisions, server, base } = report;
  const place = `${revisions.length} ${revisions.length === 1 ? "revision" : "revisions"} for ${server}`;
  return html`<header>
    <h1>Schema review</h1>
    <p class="dim">${place}${base === null ? "" : `, compared with ${base}`}; ${syncWords(report)}.</p>
    <div class="chips">
      ${chips.length > 0 ? chips : html`<span class="chip good">nothing to object to</span>`}
    </div>
  </header>`;
}

function setSection({ findings }: Report): Markup {
  if (findings.length === 0) return html``;
  const blocks = worstFirst(findings).map(
    ({ level, rule, message, file }) =>
      html`<div class="hazard is-${level}">
        <div class="rule">${rule}</div>
        <p>${file === undefined ? "" : html`<code>${file}</code> `}${message}</p>
      </div>`,
  );
  return html`<section>
    <h3>The set of revisions</h3>
    ${blocks}
  </section>`;
}

function contents({ revisions }: Report): Markup {
  if (revisions.length < 2) return html``;
  const items = revisions.map(
    ({ revision, message }) =>
      html`<li>
        <a href="#r-${revision}"><code>${revision}</code></a> ${message}
      </li>`,
  );
  return html`<nav aria-label="Revisions">
    <ol>
      ${items}
    </ol>
  </nav>`;
}

const filters = html`${(["error", "warning", "info", "accepted"] as const).map(
    (level) => html`<input class="filter" type="checkbox" id="show-${level}" checked />`,
  )}
  <div class="filters" role="group" aria-label="What to show">
    <label for="show-error">errors</label><label for="show-warning">warnings</label
    ><label for="show-info">notes</label><label for="show-accepted">accepted</label>
  </div>`;

function revisionArticle(revision: ReviewedRevision): Markup {
  const { hazards, tables, words, undoWords } = revision;
  const drawing = diagram(tables);
  return html`<article id="r-${revision.revision}">
    <div class="title">
      <code class="id">${revision.revision}</code>
      <h2>${revision.message}</h2>
    </div>
    <p class="dim">
      <code>${revision.file}</code>
      <span
        class="chip${revision.proof === "proved" ? " good" : revision.operations.length === 0 ? "" : " warning"}"
        >${proofWords(revision)}</span
      >
    </p>
    ${revision.unread === null ? "" : html`<p>${revision.unread}</p>`}
    ${groupHazards(hazards).map(hazardBlock)}
    <h3>What it does</h3>
    ${wordsList(words)}
    ${
      drawing.text === ""
        ? ""
        : html`<h3>Diagram</h3>
            <div class="scroll" tabindex="0">${drawing}</div>`
    }
    ${
      tables.length === 0
        ? ""
        : html`<h3>Before and after</h3>
            ${tables.map(tableBlock)}`
    }
    <h3>SQL</h3>
    ${sqlBlock("upgrade", revision.sql)} ${sqlBlock("downgrade", revision.undo)}
    <details>
      <summary>The way back, in words</summary>
      ${undoWords === null ? html`<p>Only a connection can tell what it does.</p>` : wordsList(undoWords)}
    </details>
  </article>`;
}

function hazardBlock(group: readonly PlacedHazard[]): Markup {
  const [first] = group;
  if (!first) return html``;
  const { rule, level, accepted, safe } = first;
  const kind = accepted === undefined ? level : "accepted";
  return html`<div class="hazard is-${kind}">
    <div class="rule">
      ${rule}${accepted === undefined ? "" : html` <span class="dim">accepted: ${accepted}</span>`}
    </div>
    <ul>
      ${group.map(({ object, message, line }) => html`<li><code>${object}</code> ${message} <span class="dim">line ${line}</span></li>`)}
    </ul>
    ${
      safe === undefined || accepted !== undefined
        ? ""
        : html`<details>
            <summary>the safe way</summary>
            ${safe.includes("op.") ? html`<pre>${safe}</pre>` : html`<p>${safe}</p>`}
          </details>`
    }
  </div>`;
}

const signClass = { "+": "add", "-": "del", "~": "mod" } as const;

function wordsList(words: ReviewedRevision["words"]): Markup {
  if (words.length === 0) return html`<p class="dim">Nothing that could be told without a database.</p>`;
  return html`<ul class="plain">
    ${groupWords(words).map(([subject, operations]) => {
      const items = operations.map(
        ({ sign, text }) =>
          html`<li class="mono"><span class="sign ${signClass[sign]}">${sign}</span>${text}</li>`,
      );
      return subject === null
        ? items
        : html`<li>
            <strong class="mono">${subject}</strong>
            <ul class="plain">
              ${items}
            </ul>
          </li>`;
    })}
  </ul>`;
}

function tableBlock({ table, was, change, lines }: TouchedTable): Markup {
  const rows = lines.flatMap((line) => {
    if (line.change === "same") return [html`<div class="row same mono">${line.text}</div>`];
    return [
      ...(line.change === "added"
        ? []
        : [html`<div class="row removed mono">- ${line.was ?? line.text}</div>`]),
      ...(line.change === "removed" ? [] : [html`<div class="row added mono">+ ${line.text}</div>`]),
    ];
  });
  return html`<div class="diff">
    <div class="mono">
      ${was ? `${formatName(was)} → ` : ""}${formatName(table)} <span class="dim">${change}</span>
    </div>
    ${rows}
  </div>`;
}

function sqlBlock(name: string, sql: StatementList): Markup {
  if ("unknown" in sql) return html`<p class="dim">${name}: ${sql.unknown}</p>`;
  const text = sql.statements.map((statement) => `${statement};`).join("\n");
  return html`<details${name === "upgrade" ? html` open` : ""}><summary>${name}: ${sql.statements.length} ${sql.statements.length === 1 ? "statement" : "statements"}</summary><pre>${text === "" ? "-- nothing" : text}</pre></details>`;
}
