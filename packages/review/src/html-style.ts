/** The look of the page: light and dark by the reader's own setting, filters without a script, and print. */
export const style: string = `
:root { color-scheme: light dark;
  --bg: light-dark(#fff, #0d1117); --fg: light-dark(#1f2328, #e6edf3); --dim: light-dark(#59636e, #9198a1);
  --line: light-dark(#d1d9e0, #30363d); --soft: light-dark(#f6f8fa, #151b23);
  --red: light-dark(#cf222e, #f85149); --amber: light-dark(#9a6700, #d29922); --green: light-dark(#1a7f37, #3fb950);
  --blue: light-dark(#0969da, #4493f8); --red-soft: light-dark(#ffebe9, #3c1618); --green-soft: light-dark(#dafbe1, #12301b); }
* { box-sizing: border-box }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.page { max-width: 1100px; margin: 0 auto; padding: 28px 24px 80px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 0; } h3 { font-size: 14px; margin: 22px 0 6px; color: var(--dim); font-weight: 600; }
p { margin: 4px 0; } .dim { color: var(--dim); } code, pre, .mono, svg text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: 13px; overflow-wrap: anywhere; } pre { margin: 6px 0; padding: 10px 12px; background: var(--soft); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font-size: 13px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
.chips { display: flex; gap: 8px; flex-wrap: wrap; margin: 12px 0 4px; }
.chip { border: 1px solid var(--line); border-radius: 99px; padding: 1px 10px; font-size: 13px; }
.chip.error { color: var(--red); border-color: var(--red) } .chip.warning { color: var(--amber); border-color: var(--amber) } .chip.good { color: var(--green); border-color: var(--green) }
.filter { position: absolute; opacity: 0; } .filters { position: sticky; top: 0; background: var(--bg); border-bottom: 1px solid var(--line); padding: 10px 0; display: flex; gap: 8px; flex-wrap: wrap; z-index: 1; }
.filters label { border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; font-size: 13px; cursor: pointer; color: var(--dim); }
#show-error:checked ~ .filters label[for=show-error], #show-warning:checked ~ .filters label[for=show-warning], #show-info:checked ~ .filters label[for=show-info], #show-accepted:checked ~ .filters label[for=show-accepted] { color: var(--fg); background: var(--soft); border-color: var(--dim); }
#show-error:focus-visible ~ .filters label[for=show-error], #show-warning:focus-visible ~ .filters label[for=show-warning], #show-info:focus-visible ~ .filters label[for=show-info], #show-accepted:focus-visible ~ .filters label[for=show-accepted] { outline: 2px solid var(--blue); outline-offset: 1px; }
#show-error:not(:checked) ~ main .is-error, #show-warning:not(:checked) ~ main .is-warning, #show-info:not(:checked) ~ main .is-info, #show-accepted:not(:checked) ~ main .is-accepted { display: none; }
article { border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 22px 0; }
.title { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; } .id { color: var(--amber); }
.hazard { border-left: 3px solid var(--line); padding: 4px 0 4px 12px; margin: 8px 0; } .is-error { border-color: var(--red) } .is-warning { border-color: var(--amber) } .is-accepted { border-color: var(--green) }
.rule { font-weight: 600; font-size: 14px; } .is-error > .rule { color: var(--red) } .is-warning > .rule { color: var(--amber) } .is-accepted > .rule { color: var(--green) }
.hazard ul { margin: 2px 0; padding-left: 18px; } ul.plain { list-style: none; padding-left: 0; margin: 4px 0; }
.sign { display: inline-block; width: 1.1em; font-weight: 700; } .add { color: var(--green) } .del { color: var(--red) } .mod { color: var(--amber) }
.diff { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; margin: 10px 0; font-size: 13px; } .diff > .mono:first-child { padding: 5px 12px; background: var(--soft); border-bottom: 1px solid var(--line); font-weight: 600; }
.diff .row { padding: 1px 12px; white-space: pre-wrap; overflow-wrap: anywhere; } .diff .added { background: var(--green-soft) } .diff .removed { background: var(--red-soft) } .diff .same { color: var(--dim) }
details { margin: 6px 0; } summary { cursor: pointer; color: var(--blue); font-size: 14px; } summary:focus-visible, a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: 3px; }
.scroll { overflow-x: auto; } .diagram { max-width: none; display: block; margin: 8px 0; } .diagram text { font-size: 12px; fill: var(--fg); } .diagram .name { font-weight: 700; } .diagram .sign { font-weight: 700; }
.diagram rect { fill: var(--soft); stroke: var(--line); stroke-width: 1.5; } .diagram .added rect { stroke: var(--green) } .diagram .changed rect { stroke: var(--amber) } .diagram .removed rect { stroke: var(--red); stroke-dasharray: 5 3; }
.diagram .arrow { fill: none; stroke: var(--dim); stroke-width: 1.2; } .diagram marker path { fill: var(--dim); }
nav ol { padding-left: 20px; margin: 6px 0; } a { color: var(--blue); }
@media print { .filters { display: none } article { break-inside: avoid-page; border: 0; padding: 0; } details::details-content { content-visibility: visible; } summary { color: inherit; } body { font-size: 11px; } .page { max-width: none; padding: 0; } }
`;
