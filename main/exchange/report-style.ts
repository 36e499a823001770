/** How a report looks: on a light and on a dark screen, wide and narrow, and on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --page: #ffffff; --tile: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #9ba4ae; --line: #343a40; --page: #141517; --tile: #1d1f22; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2.5rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 Inter, system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", sans-serif; }
header { border-bottom: 1px solid var(--line); margin-bottom: 2.5rem; padding-bottom: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h3 { font-size: .875rem; margin: 1.25rem 0 .5rem; color: var(--soft); font-weight: 600; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
nav li { break-inside: avoid; }
nav ol { margin: 1rem 0 0; padding-left: 1.5rem; columns: 18rem; }
a { color: inherit; text-underline-offset: .15em; }
article { margin-bottom: 3.5rem; }
img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; background: #141517; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd svg { width: .75em; height: .75em; margin-right: .4em; vertical-align: -.02em; }
.note { white-space: pre-wrap; margin-top: 1rem; padding: .75rem 1rem; border-left: 3px solid var(--line); background: var(--tile); }
.missing { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--tile); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th:nth-child(2), td:nth-child(2) { text-align: left; white-space: normal; min-width: 9rem; }
ul { margin: 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
footer { border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .875rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print {
  :root { --ink: #000000; --soft: #444444; --line: #bbbbbb; --page: #ffffff; --tile: #f4f4f4; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  article { break-before: page; margin: 0; }
  header + article { break-before: auto; }
  nav { display: none; }
  img, table, .note { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
