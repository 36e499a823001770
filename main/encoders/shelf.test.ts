import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CATALOGUE, catalogueEntry, denseEncoderFor } from './catalogue.ts';
import { openImageTextEncoder } from './open.ts';
import { encoderFolder, encodersFolder, fingerprintsFile } from './places.ts';
import { EncoderShelf } from './shelf.ts';
import { dinoFiles, tinyImageTower, tinyTextTower, transformersFiles, writeFiles } from './test-models.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-shelf-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const newFolder = () => mkdtempSync(join(scratch, 'data-'));
const hooks = { signal: new AbortController().signal, onProgress: () => {} };

const find = async (shelf: EncoderShelf, id: string) => (await shelf.list()).find((encoder) => encoder.id === id);

it('lists the demo encoder and the catalogue, in each precision', async () => {
  const list = await new EncoderShelf(newFolder()).list();
  expect(list.slice(0, 2).map(({ id }) => id)).toEqual(['demo', 'demo-dense']);
  expect(list.find(({ id }) => id === 'clip-vit-b16-fp16')).toMatchObject({
    state: 'absent',
    presentBytes: 0,
    dimensions: 512,
    denseEncoder: 'dino-vits8-fp16',
    origin: 'https://huggingface.co/Xenova/clip-vit-base-patch16',
  });
  expect(list).toHaveLength(2 + CATALOGUE.length);
});

it('has a catalogue whose ids, paths and checksums are what they must be', () => {
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
  for (const { id, files, revision, kind } of CATALOGUE) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(revision).toMatch(/^(main|[0-9a-f]{40})$/);
    for (const { path, bytes, sha256 } of files) {
      expect(path).toMatch(/^([a-z_]+\/)?[a-z0-9_]+\.(onnx|json)$/);
      expect(bytes).toBeGreaterThan(0);
      if (sha256 !== null) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(catalogueEntry(denseEncoderFor(id))?.kind).toBe('dense');
    expect(files.filter(({ path }) => path.endsWith('.onnx'))).toHaveLength(kind === 'dense' ? 1 : 2);
  }
  expect(denseEncoderFor('demo')).toBe('demo-dense');
  expect(denseEncoderFor('clip-vit-b32')).toBe('dino-vits8');
  expect(denseEncoderFor('clip-vit-b32-fp16')).toBe('dino-vits8-fp16');
  expect(denseEncoderFor('clip-vit-b32-quantized')).toBe('dino-vits8-quantized');
  expect(denseEncoderFor('folder:my-fp16')).toBe('dino-vits8');
});

it('tells apart what is half here, ready and damaged', async () => {
  const dataFolder = newFolder();
  const shelf = new EncoderShelf(dataFolder);
  const folder = encoderFolder('dino-vits8', dataFolder);
  writeFiles(folder, { 'onnx/model.onnx.part': 'beginning' });
  expect(await find(shelf, 'dino-vits8')).toMatchObject({ state: 'partial', presentBytes: 9, problem: null });
  await expect(shelf.identify('dino-vits8')).rejects.toMatchObject({ code: 'conflict' });
  rmSync(folder, { recursive: true });
  writeFiles(folder, dinoFiles());
  expect(await find(shelf, 'dino-vits8')).toMatchObject({ state: 'ready', problem: null });
  writeFiles(folder, { 'onnx/model.onnx': 'no' });
  expect(await find(shelf, 'dino-vits8')).toMatchObject({
    state: 'damaged',
    problem: expect.stringContaining('model.onnx'),
  });
  await shelf.remove('dino-vits8');
  expect(await find(shelf, 'dino-vits8')).toMatchObject({ state: 'absent', presentBytes: 0 });
});

it('takes folders where they are, under names of their own, and forgets them', async () => {
  const shelf = new EncoderShelf(newFolder());
  const [first, second] = [join(newFolder(), 'clip'), join(newFolder(), 'clip')];
  writeFiles(first, transformersFiles());
  writeFiles(second, dinoFiles());
  expect(await shelf.addFolder(first)).toBe('folder:clip');
  expect(await shelf.addFolder(second)).toBe('folder:clip 2');
  expect(await shelf.addFolder(first)).toBe('folder:clip');
  expect(await find(shelf, 'folder:clip')).toMatchObject({
    name: 'clip',
    source: 'folder',
    kind: 'image-text',
    state: 'ready',
    dimensions: 6,
    origin: first,
  });
  expect(await find(shelf, 'folder:clip 2')).toMatchObject({ kind: 'dense', denseEncoder: null });
  await shelf.remove('folder:clip');
  expect(await find(shelf, 'folder:clip')).toBeUndefined();
  expect(statSync(join(first, 'tokenizer.json')).isFile()).toBe(true);
  await expect(shelf.remove('folder:clip')).rejects.toMatchObject({ code: 'not-found' });
});

it('notices that a folder has gone or holds something else than when it was added', async () => {
  const shelf = new EncoderShelf(newFolder());
  const folder = writeFiles(join(newFolder(), 'clip'), transformersFiles());
  const id = await shelf.addFolder(folder);
  writeFiles(folder, { 'onnx/vision_model.onnx': tinyImageTower({ seed: 9 }) });
  expect(await find(shelf, id)).toMatchObject({ state: 'damaged', problem: expect.stringContaining('have changed') });
  await shelf.addFolder(folder);
  expect(await find(shelf, id)).toMatchObject({ state: 'ready' });
  rmSync(folder, { recursive: true });
  expect(await find(shelf, id)).toMatchObject({ state: 'damaged', problem: expect.stringContaining('not a folder') });
});

it('refuses a folder that holds no good model, and notes nothing', async () => {
  const shelf = new EncoderShelf(newFolder());
  const folder = writeFiles(newFolder(), { ...transformersFiles(), 'onnx/text_model.onnx': 'no' });
  await expect(shelf.addFolder(folder)).rejects.toMatchObject({ code: 'bad-encoder' });
  expect((await shelf.list()).filter(({ source }) => source === 'folder')).toEqual([]);
});

it('keeps the demo encoder, and knows nothing of what is not in its lists', async () => {
  const shelf = new EncoderShelf(newFolder());
  await expect(shelf.remove('demo')).rejects.toMatchObject({ code: 'conflict' });
  await expect(shelf.download('demo', hooks)).rejects.toMatchObject({ code: 'not-found' });
  for (const id of ['../x', 'toString', '__proto__', 'folder:/etc', '']) {
    await expect(shelf.identify(id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(shelf.remove(id)).rejects.toMatchObject({ code: 'not-found' });
  }
});

it('says that the list of added folders is damaged, and leaves it', async () => {
  const dataFolder = newFolder();
  mkdirSync(encodersFolder(dataFolder));
  writeFileSync(join(encodersFolder(dataFolder), 'folders.json'), '{"folder:x": 3}');
  await expect(new EncoderShelf(dataFolder).list()).rejects.toThrow(/list of added encoders.*is damaged/);
});

it('fingerprints a model by its content, wherever it lies, and reads large files once', async () => {
  const dataFolder = newFolder();
  const shelf = new EncoderShelf(dataFolder);
  const [here, there] = [join(newFolder(), 'a'), join(newFolder(), 'b')];
  for (const root of [here, there]) writeFiles(root, { ...transformersFiles(), 'README.md': root });
  const file = join(here, 'onnx/text_model.onnx');
  utimesSync(file, 1000, 1000);
  const [first, second] = [await shelf.addFolder(here), await shelf.addFolder(there)];
  const identity = await shelf.identify(first);
  expect(await shelf.identify(second)).toEqual(identity);
  expect(identity).toMatchObject({ fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), dimensions: 6 });
  await using encoder = await openImageTextEncoder(first, { dataFolder, device: 'cpu', parts: 'text' });
  expect(encoder.fingerprint).toBe(identity.fingerprint);

  // Content of the same size and time as before is not read again; any other is.
  const bytes = readFileSync(file);
  bytes[bytes.length - 200]! ^= 1;
  writeFileSync(file, bytes);
  utimesSync(file, 1000, 1000);
  expect(await shelf.identify(first)).toEqual(identity);
  utimesSync(file, 2000, 2000);
  expect((await shelf.identify(first)).fingerprint).not.toBe(identity.fingerprint);

  writeFileSync(fingerprintsFile(dataFolder), 'damaged');
  expect(await shelf.identify(second)).toEqual(identity);
});

it('measures how long embeddings are where no file says so', async () => {
  const shelf = new EncoderShelf(newFolder());
  const silent = { ...transformersFiles(), 'config.json': { model_type: 'clip' } };
  const text = tinyTextTower({ silent: true });
  const image = tinyImageTower({ silent: true });
  const folder = writeFiles(newFolder(), { ...silent, 'onnx/text_model.onnx': text, 'onnx/vision_model.onnx': image });
  expect((await shelf.identify(await shelf.addFolder(folder))).dimensions).toBe(6);
});
