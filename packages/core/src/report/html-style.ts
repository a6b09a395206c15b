/** The style of a report: light and dark, for screens from 360 px and for paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #16202c; --soft: #5b6876; --line: #dde3ea;
  --first: #1560bd; --second: #b3730b; --gain: #0a7a45; --loss: #c2272d; }
@media (prefers-color-scheme: dark) { :root { --page: #10151b; --card: #182029; --text: #e8edf3; --soft: #9aa8b6; --line: #2b3744;
  --first: #6db0ff; --second: #f0b04f; --gain: #4ccb8d; --loss: #ff7b7f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 48px; display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin: 0 0 12px; }
header p { margin: 4px 0 0; color: var(--soft); overflow-wrap: anywhere; }
section, details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
.figures { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); padding: 0; border: 0; background: none; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.figure b { display: block; font-size: 1.35rem; line-height: 1.3; white-space: nowrap; } .figure > span { color: var(--soft); font-size: .85rem; }
.gain { color: var(--gain); } .loss { color: var(--loss); }
.pair { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 900px) { .pair { grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: 6px 10px; text-align: right; border-top: 1px solid var(--line); white-space: nowrap; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: normal; min-width: 3.5em; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
tbody th { font-weight: 400; } td.text, thead th.text { text-align: left; } .settings td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
small { color: var(--soft); font-size: .82rem; }
summary { cursor: pointer; font-weight: 600; } details[open] summary { margin-bottom: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 8px; font-size: .85rem; color: var(--soft); }
.legend i { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; background: currentColor; }
.chart { position: relative; margin: 0 0 0 64px; height: 280px; } .chart.low { height: 110px; margin-top: 34px; margin-bottom: 24px; }
.chart svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.chart path, .chart line { fill: none; stroke: currentColor; vector-effect: non-scaling-stroke; stroke-width: 1.6; stroke-linejoin: round; }
.chart line { stroke: var(--line); stroke-width: 1; } .chart path.area { stroke: none; fill: currentColor; opacity: .16; }
.run-0 { color: var(--first); } .run-1 { color: var(--second); } .chart .run-1 { stroke-dasharray: 5 3; } .chart .area.run-1 { display: none; }
.chart span { position: absolute; font-size: 12px; line-height: 1; color: var(--soft); white-space: nowrap; }
.chart .y { right: calc(100% + 8px); transform: translateY(-50%); } .chart .x { top: calc(100% + 8px); transform: translateX(-50%); }
footer { color: var(--soft); font-size: .85rem; }
@media (max-width: 600px) { main { padding: 16px 10px 32px; gap: 12px; } section, details { padding: 12px; } h1 { font-size: 1.3rem; }
  .chart { margin-left: 52px; height: 210px; } .chart span { font-size: 11px; } .chart .minor { display: none; }
  .figures { grid-template-columns: 1fr 1fr; gap: 8px; } .figure { padding: 10px 12px; } .figure b { font-size: 1.1rem; } th, td { padding: 5px 4px; }
  table { font-size: .78rem; } thead th { min-width: 0; } tbody th { white-space: normal; } .lesser { display: none; } .wrap th, .wrap td { white-space: normal; overflow-wrap: anywhere; } }
@media print { :root { color-scheme: light; --page: #fff; --card: #fff; --text: #000; --soft: #444; --line: #bbb; --first: #1560bd; --second: #b3730b; --gain: #0a7a45; --loss: #c2272d; }
  body { font-size: 11px; } main { max-width: none; padding: 0; } section, .figure { break-inside: avoid; } .scroll { overflow: visible; }
  tr { break-inside: avoid; } * { print-color-adjust: exact; } }
`
