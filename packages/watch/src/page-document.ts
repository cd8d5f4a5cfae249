import { readFileSync } from "node:fs";
import { pageStyle } from "./page-style.js";

/** The page as one document that needs nothing else; what it shows comes later, as events. Script and style carry the nonce. */
export function pageDocument(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>autogen watch</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body>
<header class="top">
<h1>autogen watch</h1>
<p id="state" class="state" role="status"></p>
<p id="database" class="dim"></p>
<p id="standing" class="dim"></p>
<p id="clock" class="dim"></p>
<p id="link" class="link" role="status"></p>
</header>
<div id="alerts" role="alert"></div>
<main>
<section class="stage" aria-label="Diagram">
<div class="tools" role="toolbar" aria-label="Diagram">
<input id="search" type="search" placeholder="Find a table or column  /" aria-label="Find a table or column" autocomplete="off" spellcheck="false">
<label class="toggle"><input id="only" type="checkbox"> only what changes</label>
<span class="zoom">
<button id="out" type="button" aria-label="Zoom out" title="Zoom out (-)">−</button>
<output id="scale">100%</output>
<button id="in" type="button" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button id="fit" type="button" title="Show everything (0)">fit</button>
</span>
</div>
<svg id="diagram" tabindex="0" role="application" aria-roledescription="diagram" aria-describedby="keys"></svg>
<p id="keys" class="hidden">Arrows move, plus and minus zoom, 0 shows everything, n and p go to the next and the last table that changes, Escape leaves a table. The list of tables holds the same.</p>
<p id="empty" class="empty" hidden></p>
<ul class="legend" aria-label="Legend"><li class="added">+ added</li><li class="changed">~ changed</li><li class="removed">− dropped</li></ul>
</section>
<aside aria-label="What is pending">
<div class="tabs" role="tablist">
<button type="button" role="tab" id="tab-changes" aria-controls="changes">Changes</button>
<button type="button" role="tab" id="tab-tables" aria-controls="tables">Tables</button>
<button type="button" role="tab" id="tab-sql" aria-controls="sql">SQL</button>
</div>
<div id="changes" class="pane" role="tabpanel" aria-labelledby="tab-changes" tabindex="0"></div>
<div id="tables" class="pane" role="tabpanel" aria-labelledby="tab-tables" tabindex="0"></div>
<div id="sql" class="pane" role="tabpanel" aria-labelledby="tab-sql" tabindex="0"></div>
<div id="detail" class="pane" tabindex="0" hidden></div>
</aside>
</main>
<noscript><p class="empty">This page needs JavaScript, which it brings itself.</p></noscript>
<script nonce="${nonce}">${pageScript()}</script>
</body>
</html>
`;
}

// In the order in which they build on each other.
const modules = ["elements", "diagram-view", "diagram-shapes", "diagram", "panels", "main"] as const;
const moduleSyntax = /^import [^;]*;\n|^export (?:\{\};\n)?/gm;

let script: string | undefined;

// One script, so that the page needs no second request: the modules one after another, without what makes them modules.
function pageScript(): string {
  script ??= `"use strict";{${modules
    .map((name) => readFileSync(new URL(`../dist/page/${name}.js`, import.meta.url), "utf8"))
    .join("")
    .replaceAll(moduleSyntax, "")}}`;
  return script;
}
