/** Style of charts, on a page or alone; light or dark like the reader's system. */
export const chartStyle = `
:root { --ink: #1c2430; --quiet: #5d6979; --line: #dde2e8; --paper: #fff; --gain: #1f6f54; --loss: #b3402e; --curve: #24589c; --mark: #a3640a; --back: #f5f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --quiet: #98a3b3; --line: #333b46; --paper: #14181d; --gain: #56b893; --loss: #e5786a; --curve: #76aaf0; --mark: #dba14f; --back: #1c2229; } }
.chart { font: 12px system-ui, sans-serif; max-width: 100%; height: auto; }
.chart text { fill: var(--quiet); }
.chart .grid { stroke: var(--line); }
.chart .mark { stroke: var(--mark); stroke-dasharray: 4 3; }
.chart .curve { stroke: var(--curve); stroke-width: 2; }
.chart .cell { fill: var(--curve); }
.chart .empty { fill: var(--back); }
.bar { vertical-align: -1px; }
.bar .gain { fill: var(--gain); }
.bar .loss { fill: var(--loss); }
`;

/** Style of the page around the charts. */
export const pageStyle = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
h1 { margin: 0; font-size: 1.9rem; }
h2 { margin: 2.6rem 0 .8rem; font-size: 1.25rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { margin: 1.4rem 0 .4rem; font-size: 1rem; }
.headline { font-size: 1.15rem; margin: .4rem 0; }
.quiet, figcaption { color: var(--quiet); font-size: .9rem; }
.notice { border-left: 3px solid var(--mark); padding-left: .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.example { color: var(--quiet); overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1rem; }
.pictures, .maps { display: flex; flex-wrap: wrap; gap: 1.5rem; }
.pictures figure { flex: 1 1 18rem; max-width: 34rem; }
.pictures svg { width: 100%; height: auto; max-height: 34rem; background: #fff; }
figure { margin: 0; }
ol, ul { padding-left: 1.4rem; }
li { margin: .3rem 0; overflow-wrap: anywhere; }
code, pre { font: .86rem/1.5 ui-monospace, monospace; }
code { background: var(--back); padding: .1rem .35rem; border-radius: 3px; }
pre { background: var(--back); padding: .8rem; overflow-x: auto; max-height: 40rem; margin: .5rem 0; }
.diff .added { color: var(--gain); }
.diff .removed { color: var(--loss); }
.diff .keyword { font-weight: 600; }
.diff .comment { font-style: italic; }
.diff .place, .diff .about { color: var(--quiet); }
dt { margin-top: .6rem; }
dd { margin: .1rem 0 0; color: var(--quiet); }
`;
