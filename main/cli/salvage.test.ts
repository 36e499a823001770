import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { salvageReportSchema } from '../api/contract.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { runLerf } from './program.ts';

let folder: string;
let damaged: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  damaged = await importTinyCapture(folder);
  const content = readFileSync(damaged);
  writeFileSync(damaged, content.fill(0, 0, 100));
});
afterEach(() => removeFolder(folder));

async function lerf(...parameters: string[]) {
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const code = await runLerf(parameters);
    const [stdout, stderr] = streams.map(({ mock }) => mock.calls.map(([text]) => text).join(''));
    return { code, stdout: stdout!, stderr: stderr! };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = 0;
  }
}

test('the error of a damaged project names the command, which saves it and says what became of it', async () => {
  const target = join(folder, 'saved.lerf');
  const before = readFileSync(damaged);
  const info = await lerf('info', damaged);
  expect(info).toMatchObject({ code: 1, stdout: '' });
  expect(info.stderr).toMatch(/^error: .*`lerf salvage`\.\n$/);

  const { code, stdout } = await lerf('salvage', damaged, target);
  expect(code).toBe(0);
  expect(stdout).toContain(`Read ${damaged}, which stays as it is.\n`);
  expect(stdout).toContain('images: 12 saved\n');
  expect(stdout).toContain('Nothing is lost.\n');
  expect(readFileSync(damaged).equals(before)).toBe(true);
  expect((await lerf('info', target)).code).toBe(0);

  // A file that is there is never written over, be it the damaged one.
  for (const taken of [target, damaged]) {
    const again = await lerf('salvage', damaged, taken);
    expect(again).toEqual({ code: 1, stdout: '', stderr: `error: ${taken} already exists. Choose another name.\n` });
  }
});

test('what became of everything is there as one object, too', async () => {
  const { stdout } = await lerf('salvage', damaged, join(folder, 'saved.lerf'), '--json');
  const report = salvageReportSchema.parse(JSON.parse(stdout));
  expect(report.parts[0]).toEqual({ what: 'images', saved: 12, lost: 0, names: [], mayBeMore: false });
});

test('where nothing can be saved, nothing is written', async () => {
  writeFileSync(damaged, 'no project');
  const target = join(folder, 'saved.lerf');
  const { code, stderr } = await lerf('salvage', damaged, target);
  expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toContain(`Nothing of a LERF Studio project can be read in ${damaged}.`);
  expect(existsSync(target)).toBe(false);
});
