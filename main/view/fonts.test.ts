import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

it.skipIf(process.platform !== 'linux')('draws words only where there are fonts', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lerf-fonts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const without = join(folder, 'fonts.conf');
  await writeFile(without, `<?xml version="1.0"?><fontconfig><dir>${folder}</dir></fontconfig>`);
  const script = `
    import { drawable, hasFonts } from ${JSON.stringify(new URL('./fonts.ts', import.meta.url).href)};
    const svg = '<svg><text x="1">One <tspan>two</tspan></text><rect/><text>three</text></svg>';
    console.log(JSON.stringify([await hasFonts(), String(await drawable(svg))]));`;
  const ask = async (environment: NodeJS.ProcessEnv) => {
    const options = { env: { ...process.env, ...environment } };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
    return JSON.parse(stdout);
  };
  // Where fonts come from is read once by each process.
  expect(await ask({ FONTCONFIG_FILE: without })).toEqual([false, '<svg><rect/></svg>']);
});
