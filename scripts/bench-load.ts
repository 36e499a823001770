/**
 * `npm run bench:load [part …]`: what large captures, long runs, many views and many questions cost, measured on real
 * engines and a real browser. Parts: import, open, questions, monitor, gallery; all of them by default. The last two
 * want the built user interface (`npm run build`) and a browser.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure } from './load/figures.ts';
import { measureGallery } from './load/gallery.ts';
import { measureImport } from './load/import.ts';
import { measureMonitor } from './load/monitor.ts';
import { measureOpen } from './load/open.ts';
import { measureQuestions } from './load/questions.ts';

const parts: Readonly<Record<string, (folder: string) => Promise<Figure[]>>> = {
  import: measureImport,
  open: measureOpen,
  questions: measureQuestions,
  monitor: measureMonitor,
  gallery: measureGallery,
};

process.env.LERF_DEMO = 'off';
const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.find((name) => !(name in parts));
if (unknown !== undefined)
  throw new Error(`There is no part ${unknown}: choose from ${Object.keys(parts).join(', ')}.`);

for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lerf-load-')));
  try {
    const load = loadavg()[0]!.toFixed(1);
    const figures = await parts[name]!(folder);
    console.log(`\n| ${name} (load of the machine before: ${load}) | measured | promised |\n| --- | --- | --- |`);
    for (const { what, found, promised, isKept } of figures) {
      console.log(
        `| ${what} | ${found} | ${promised === null ? '' : `${promised}: ${isKept ? 'kept' : '**broken**'}`} |`,
      );
      if (!isKept) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
