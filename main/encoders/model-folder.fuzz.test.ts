import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { damagedBytes, damagedJson, fuzz } from '../testing/fuzz.ts';
import { readModelFolder } from './model-folder.ts';
import { dinoFiles, type Files, openClipFiles, siglipFiles, transformersFiles, writeFiles } from './test-models.ts';
import { TextTokenizer } from './tokenizer.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-fuzz-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Reads the folder and lets its tokenizer read something. */
function use(root: string): void {
  const folder = readModelFolder(root);
  if (folder.kind === 'dense') return;
  const { ids, mask } = new TextTokenizer(folder.tokenizer).encode(['red cup', '', 'Ünknown \ud800 <|endoftext|>']);
  if (ids.length !== 3 * folder.tokenizer.length || mask.length !== ids.length)
    throw new Error('ids of another length');
}

const LAYOUTS: [name: string, files: Files][] = [
  ['transformers.js', transformersFiles()],
  ['OpenCLIP', openClipFiles()],
  ['SigLIP', siglipFiles()],
  ['DINO', dinoFiles()],
];
const CASES = LAYOUTS.flatMap(([layout, files]) =>
  Object.entries(files).map(([name, content]) => ({ layout, files, name, content })),
);

describe.each(CASES)('$name of $layout', ({ files, name, content }) => {
  test('damaged in any way is read or refused in one sentence', async () => {
    const root = writeFiles(mkdtempSync(join(scratch, 'f-')), files);
    use(root);
    const inputs = content instanceof Uint8Array ? damagedBytes(content) : damagedJson(content);
    const { refused } = await fuzz<string | Buffer>(
      inputs,
      (input) => {
        writeFileSync(join(root, name), input);
        use(root);
      },
      { runs: 60 },
    );
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(refused.length > 0 ? ['bad-encoder'] : []));
  });
});
