/** The look of the page: light and dark by the reader's own setting, wide and narrow, and print. */
export const pageStyle: string = `
:root { color-scheme: light dark;
  --bg: light-dark(#fff, #0f1318); --fg: light-dark(#1f2328, #dfe5ec); --dim: light-dark(#5c6670, #8f99a3); --line: light-dark(#d9dee4, #2a313a);
  --soft: light-dark(#f6f8fa, #161b22); --stage: light-dark(#f9fafb, #0b0f13); --card: light-dark(#fff, #151a21);
  --red: light-dark(#b3261e, #ff7b72); --amber: light-dark(#8a5b00, #e0ac3f); --green: light-dark(#176f2c, #56c568); --blue: light-dark(#0a5fc2, #6cb0ff);
  --red-soft: light-dark(#fdeceb, #34191b); --amber-soft: light-dark(#fdf4de, #2e2510); --green-soft: light-dark(#e3f6e6, #12291a); --blue-soft: light-dark(#e4f0fd, #12263d); }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html, body { height: 100%; } body { margin: 0; display: flex; flex-direction: column; background: var(--bg); color: var(--fg); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 14px; font-weight: 600; } h1, h2, h3, p, ul { margin: 0; } ul { padding: 0; list-style: none; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px; overflow-wrap: anywhere; unicode-bidi: isolate; }
.dim { color: var(--dim); } .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
button, input { font: inherit; color: inherit; } button { cursor: pointer; background: none; border: 0; padding: 0; text-align: left; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; border-radius: 4px; }
.top { display: flex; align-items: center; gap: 6px 18px; flex-wrap: wrap; padding: 10px 18px; border-bottom: 1px solid var(--line); }
.top p { max-width: 60ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .top #clock { margin-left: auto; font-variant-numeric: tabular-nums; }
.state { font-weight: 600; padding: 1px 10px; border-radius: 99px; background: var(--soft); } .state:empty { display: none; }
.state.in-sync { color: var(--green); background: var(--green-soft); } .state.pending { color: var(--amber); background: var(--amber-soft); }
.state.questions { color: var(--blue); background: var(--blue-soft); } .state.error { color: var(--red); background: var(--red-soft); }
.link::before { content: "●"; margin-right: 6px; color: var(--dim); } .link.live::before { color: var(--green); } .link.lost::before { color: var(--amber); } .link.gone::before { color: var(--red); } .link { color: var(--dim); }
#alerts > * { padding: 10px 18px; border-bottom: 1px solid var(--line); max-height: 30vh; overflow: auto; } .alert-error { background: var(--red-soft); } .alert-warning { background: var(--amber-soft); }
#alerts strong { margin-right: 8px; } #alerts .message { white-space: pre-wrap; overflow-wrap: anywhere; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(320px, 410px); }
.stage { position: relative; min-height: 0; background: var(--stage); overflow: hidden; }
.tools { position: absolute; inset: 12px 12px auto; display: flex; gap: 8px; align-items: center; flex-wrap: wrap; z-index: 1; pointer-events: none; } .tools > * { pointer-events: auto; }
.tools input[type=search], .toggle, .zoom { height: 34px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0 10px; display: inline-flex; align-items: center; gap: 6px; }
.tools input[type=search] { width: 230px; } .toggle { cursor: pointer; } .toggle input { margin: 0; accent-color: var(--blue); }
.zoom { margin-left: auto; padding: 0 4px; gap: 2px; } .zoom button { min-width: 28px; height: 26px; text-align: center; border-radius: 5px; padding: 0 6px; } .zoom button:hover { background: var(--soft); } .zoom output { min-width: 44px; text-align: center; color: var(--dim); font-variant-numeric: tabular-nums; }
#diagram { display: block; width: 100%; height: 100%; touch-action: none; cursor: grab; user-select: none; } #diagram.dragging { cursor: grabbing; } #diagram:focus { outline: none; } #diagram:focus-visible { outline: 2px solid var(--blue); outline-offset: -2px; }
.legend { position: absolute; left: 12px; bottom: 12px; display: flex; gap: 14px; padding: 3px 10px; font-size: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; pointer-events: none; } .legend .added { color: var(--green); } .legend .changed { color: var(--amber); } .legend .removed { color: var(--red); }
.empty { position: absolute; inset: 45% 20px auto; text-align: center; color: var(--dim); pointer-events: none; }
aside { border-left: 1px solid var(--line); display: flex; flex-direction: column; min-height: 0; }
.tabs { display: flex; gap: 2px; padding: 8px 12px 0; border-bottom: 1px solid var(--line); } .tabs button { padding: 6px 10px 8px; color: var(--dim); border-bottom: 2px solid transparent; } .tabs button[aria-selected=true] { color: var(--fg); font-weight: 600; border-color: var(--blue); } .tabs .count { font-weight: 400; color: var(--dim); margin-left: 4px; }
.pane { flex: 1; overflow: auto; padding: 14px 18px 40px; scrollbar-gutter: stable; } .pane:focus-visible { outline-offset: -2px; }
.group { padding: 12px 0; border-top: 1px solid var(--line); } .group:first-child { border-top: 0; padding-top: 0; } h2 { font-size: 14px; font-weight: 600; overflow-wrap: anywhere; } h3 { font-size: 12px; font-weight: 600; color: var(--dim); margin: 16px 0 4px; }
h2 button, .back { color: var(--blue); font-weight: 600; overflow-wrap: anywhere; } h2 button:hover, .back:hover { text-decoration: underline; } .back { font-weight: 400; margin-bottom: 8px; }
.op { display: flex; gap: 8px; padding: 1px 0; overflow-wrap: anywhere; } .op > span:last-child { min-width: 0; } .sign { flex: none; width: 1ch; font-weight: 700; } .added > .sign { color: var(--green); } .removed > .sign { color: var(--red); } .changed > .sign { color: var(--amber); }
.badge { display: inline-block; font: 600 11px/1.5 system-ui, sans-serif; color: var(--red); border: 1px solid currentColor; border-radius: 99px; padding: 0 7px; margin-left: 6px; }
.hazard { margin: 8px 0 0; padding: 6px 10px; border-left: 3px solid var(--line); background: var(--soft); border-radius: 0 6px 6px 0; font-size: 13px; overflow-wrap: anywhere; } .hazard.error { border-color: var(--red); } .hazard.warning { border-color: var(--amber); } .hazard strong { margin-right: 6px; } .hazard.error strong { color: var(--red); } .hazard.warning strong { color: var(--amber); }
.question { margin-bottom: 12px; padding: 10px 12px; background: var(--blue-soft); border-radius: 8px; overflow-wrap: anywhere; } .question code { display: block; } .question h2::first-letter { text-transform: uppercase; }
.notice { margin-bottom: 12px; padding: 8px 12px; background: var(--amber-soft); border-radius: 8px; overflow-wrap: anywhere; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--dim); font-size: 13px; }
pre { margin: 6px 0; padding: 10px 12px; background: var(--soft); border-radius: 8px; white-space: pre-wrap; line-height: 1.5; }
.row { display: flex; gap: 8px; padding: 2px 8px; margin: 0 -8px; border-radius: 4px; } .row > span:last-child { min-width: 0; } .row.added { background: var(--green-soft); } .row.removed { background: var(--red-soft); } .row.changed { background: var(--amber-soft); } .row .before { text-decoration: line-through; color: var(--dim); display: block; }
.pick { display: flex; gap: 8px; width: 100%; padding: 3px 8px; margin: 0 -8px; border-radius: 5px; } .pick:hover { background: var(--soft); } .pick > span:nth-child(2) { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#diagram text { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--fg); } #diagram .name { font-weight: 700; font-size: 13px; } #diagram .type { fill: var(--dim); font-size: 11.5px; text-anchor: end; } #diagram .glyph { font-weight: 700; }
#diagram .frame { fill: var(--card); stroke: var(--line); stroke-width: 1.2; } #diagram .bar { fill: var(--soft); } #diagram .key { text-decoration: underline; text-underline-offset: 3px; }
#diagram .box { cursor: pointer; }  #diagram .box.is-added > .frame { stroke: var(--green); stroke-width: 2; } #diagram .box.is-changed > .frame { stroke: var(--amber); stroke-width: 2; } #diagram .box.is-removed > .frame { stroke: var(--red); stroke-width: 2; stroke-dasharray: 7 4; }
#diagram .is-added > .bar, #diagram .tint-added { fill: var(--green-soft); } #diagram .is-changed > .bar, #diagram .tint-changed { fill: var(--amber-soft); } #diagram .is-removed > .bar, #diagram .tint-removed { fill: var(--red-soft); }
#diagram .fg-added { fill: var(--green); } #diagram .fg-changed { fill: var(--amber); } #diagram .fg-removed { fill: var(--red); } #diagram .gone { text-decoration: line-through; }
#diagram .box:hover > .frame { stroke: var(--dim); } #diagram .box.selected > .frame { stroke: var(--blue); stroke-width: 3; stroke-dasharray: none; } #diagram .faded { opacity: .22; } #diagram .far > .frame { stroke-width: 3; } #diagram .tiny > .frame { stroke: light-dark(#bcc4cd, #3d4650); stroke-width: 6; } #diagram .far:is(.is-added, .is-changed, .is-removed) > .frame { stroke-width: 5; } #diagram .tiny.is-added > .frame { stroke: var(--green); } #diagram .tiny.is-changed > .frame { stroke: var(--amber); } #diagram .tiny.is-removed > .frame { stroke: var(--red); } 
#diagram .edge { fill: none; stroke: light-dark(#b4bcc6, #4a545f); stroke-width: 1.3; } #diagram .edge.is-added { stroke: var(--green); stroke-width: 2; } #diagram .edge.is-changed { stroke: var(--amber); stroke-width: 2; } #diagram .edge.is-removed { stroke: var(--red); stroke-width: 2; stroke-dasharray: 6 4; } #diagram .edge.near { stroke: var(--blue); stroke-width: 2; }
#diagram marker path { fill: light-dark(#98a2ad, #67717c); }
@media (max-width: 800px) { body { height: auto; min-height: 100%; } main { display: block; } .stage { height: 62vh; } aside { border-left: 0; border-top: 1px solid var(--line); } .pane { overflow: visible; } .top #clock { margin-left: 0; } .tools input[type=search] { width: 100%; } }
@media (prefers-reduced-motion: no-preference) { #diagram .box.fresh > .frame { animation: fresh 1.6s ease-out; } @keyframes fresh { from { stroke-width: 9; } } }
@media print { html, body { height: auto; } main { display: block; } .tools, .tabs, .legend, .link, .back { display: none !important; } .stage { height: 120mm; border: 1px solid var(--line); } aside { border: 0; } .pane { overflow: visible; padding: 12px 0; } #changes, #sql { display: block !important; } #tables { display: none !important; } .group { break-inside: avoid; } #alerts > * { max-height: none; } details::details-content { content-visibility: visible; } }
`;
