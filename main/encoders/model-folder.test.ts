import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { readModelFolder } from './model-folder.ts';
import { OnnxFormatError, readOnnxOutline } from './onnx-file.ts';
import {
  dinoFiles,
  type Files,
  onnxModel,
  openClipFiles,
  siglipFiles,
  tinyImageTower,
  tinyTextTower,
  transformersFiles,
  writeFiles,
} from './test-models.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-folders-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const newFolder = () => mkdtempSync(join(scratch, 'model-'));
const folderWith = (files: Files) => writeFiles(newFolder(), files);

function refusal(files: Files, damage: (root: string) => void = () => {}): UserError {
  const root = folderWith(files);
  damage(root);
  try {
    readModelFolder(root);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).code).toBe('bad-encoder');
    expect((error as UserError).message).toMatch(/^[^\n]*\.$/);
    return error as UserError;
  }
  throw new Error('the folder was accepted');
}

const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));

describe('readModelFolder', () => {
  it('reads the layout of transformers.js', () => {
    const folder = readModelFolder(folderWith(transformersFiles()));
    expect(folder).toMatchObject({
      kind: 'image-text',
      preprocessing: { width: 4, height: 4 },
      tokenizer: { length: 77, paddingId: 1, canonical: false },
      files: [
        'config.json',
        'onnx/text_model.onnx',
        'onnx/vision_model.onnx',
        'preprocessor_config.json',
        'tokenizer.json',
        'tokenizer_config.json',
      ],
    });
  });

  it('takes the best precision that is there, and a text tower of another one if need be', () => {
    const files = { ...transformersFiles('_quantized'), ...transformersFiles('_fp16') };
    expect(readModelFolder(folderWith(files)).files).toContain('onnx/vision_model_fp16.onnx');
    const mixed = { ...without(transformersFiles('_quantized'), 'onnx/text_model_quantized.onnx') };
    const { files: chosen } = readModelFolder(folderWith({ ...mixed, 'onnx/text_model.onnx': tinyTextTower() }));
    expect(chosen).toEqual(expect.arrayContaining(['onnx/vision_model_quantized.onnx', 'onnx/text_model.onnx']));
  });

  it("reads the layout of OpenCLIP's exports, which fill up with zeros", () => {
    expect(readModelFolder(folderWith(openClipFiles()))).toMatchObject({
      kind: 'image-text',
      preprocessing: { width: 4, height: 4, mean: [0.48145466, 0.4578275, 0.40821073] },
      tokenizer: { length: 12, paddingId: 0 },
    });
    const canonical = { text_cfg: { context_length: 12, tokenizer_kwargs: { clean: 'canonicalize' } } };
    const folder = readModelFolder(folderWith({ ...openClipFiles(), 'config.json': canonical }));
    expect(folder).toMatchObject({ tokenizer: { canonical: true } });
  });

  it('reads SigLIP and DINO', () => {
    expect(readModelFolder(folderWith(siglipFiles()))).toMatchObject({
      preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      tokenizer: { length: 64, paddingId: 1 },
    });
    expect(readModelFolder(folderWith(dinoFiles()))).toMatchObject({ kind: 'dense', patchSize: 2 });
  });

  it('refuses what is incomplete, and names what is missing', () => {
    for (const [files, optional] of [
      [transformersFiles(), ['tokenizer_config.json']],
      [openClipFiles(), ['config.json']],
      [dinoFiles(), []],
    ] as const) {
      for (const name of Object.keys(files).filter((name) => !(optional as readonly string[]).includes(name))) {
        const remaining = without(files, name);
        // Of a folder with one model there is nothing left to go by.
        if (name !== 'onnx/model.onnx') expect(refusal(remaining).message).toContain(`${name} is missing`);
      }
    }
    expect(refusal({ 'README.md': 'nothing' }).message).toMatch(/holds no model that is known here/);
    expect(() => readModelFolder(join(scratch, 'nowhere'))).toThrow(/is not a folder/);
  });

  it('refuses damaged JSON, whichever file it is', () => {
    for (const files of [transformersFiles(), openClipFiles(), dinoFiles()]) {
      for (const name of Object.keys(files).filter((name) => name.endsWith('.json'))) {
        for (const content of ['{"model": ', '', '[]', 'null']) {
          expect(refusal({ ...files, [name]: content }).message).toContain(name);
        }
      }
    }
    const huge = (root: string) => truncateSync(join(root, 'tokenizer.json'), 100 * 1024 ** 2);
    expect(refusal(transformersFiles(), huge).message).toMatch(/tokenizer\.json has 100 MB, too much/);
    const size = { ...transformersFiles(), 'preprocessor_config.json': { size: { height: 1e9, width: 4 } } };
    expect(refusal(size).message).toMatch(/preprocessor_config\.json is not what is expected: size/);
    for (const model of [
      { type: 'Sorcery', vocab: {} },
      { type: 'BPE', vocab: { a: 0 }, merges: 3 },
      { vocab: null },
    ]) {
      const { message } = refusal({ ...transformersFiles(), 'tokenizer.json': { model } });
      expect(message).toMatch(/tokenizer\.json is no tokenizer that can be used here/);
    }
  });

  it('refuses models that were cut off or are something else', () => {
    const files = transformersFiles();
    const cut = (files['onnx/vision_model.onnx'] as Uint8Array).slice(0, -20);
    expect(refusal({ ...files, 'onnx/vision_model.onnx': cut }).message).toMatch(
      /vision_model\.onnx is cut off or damaged/,
    );
    for (const content of [
      'version https://git-lfs.github.com/spec/v1\noid sha256:…\n',
      '<html>Not found</html>',
      '',
    ]) {
      expect(refusal({ ...files, 'onnx/text_model.onnx': content }).message).toMatch(
        /text_model\.onnx is (not an ONNX model|cut off or damaged)/,
      );
    }
  });

  it('refuses models of the wrong kind', () => {
    const files = transformersFiles();
    const swapped = { ...files, 'onnx/vision_model.onnx': tinyTextTower(), 'onnx/text_model.onnx': tinyImageTower() };
    expect(refusal(swapped).message).toMatch(/vision_model\.onnx is of the wrong kind: it takes text, not images/);
    expect(refusal({ ...files, 'onnx/text_model.onnx': tinyImageTower() }).message).toMatch(
      /text_model\.onnx is of the wrong kind: it takes images, not text/,
    );
    expect(refusal({ ...files, 'onnx/text_model.onnx': tinyTextTower({ dimensions: 7 }) }).message).toMatch(
      /do not belong together: images have 6 dimensions, texts 7/,
    );
    expect(refusal({ ...dinoFiles(), 'onnx/model.onnx': tinyTextTower() }).message).toMatch(/it takes text/);
  });
});

describe('weights in other files', () => {
  const modelWith = (location: string, length?: number) =>
    onnxModel({
      inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, 4, 4] }],
      outputs: [{ name: 'image_embeds', type: 'float32', shape: ['batch', 6] }],
      nodes: [],
      weights: [
        {
          name: 'weight',
          shape: [3, 6],
          data: new Float32Array(18),
          external: { location, ...(length && { length }) },
        },
      ],
    });
  const filesWith = (location: string, length?: number): Files => ({
    ...transformersFiles(),
    'onnx/vision_model.onnx': modelWith(location, length),
  });

  it('are fine inside the folder, and part of what the model is', () => {
    const files = { ...filesWith('weights.bin', 72), 'onnx/weights.bin': new Uint8Array(72) };
    expect(readModelFolder(folderWith(files)).files).toContain('onnx/weights.bin');
  });

  it('are refused when they are missing or cut off', () => {
    expect(refusal(filesWith('weights.bin')).message).toContain('onnx/weights.bin is missing');
    const files = { ...filesWith('weights.bin', 72), 'onnx/weights.bin': new Uint8Array(71) };
    expect(refusal(files).message).toMatch(/weights\.bin is cut off/);
  });

  it('are refused outside the folder, whether they exist or not', () => {
    const secret = join(scratch, 'secret.bin');
    writeFileSync(secret, 'secret');
    for (const location of [
      secret,
      '../../secret.bin',
      '../config.json',
      'a/../../../secret.bin',
      '..',
      'C:\\secret',
      '..\\..\\x',
    ]) {
      const { message } = refusal(filesWith(location));
      expect(message).toMatch(/takes its weights from outside its folder/);
    }
  });

  it('are refused behind a link that leaves the folder, as is any other file of a model', () => {
    const secret = join(scratch, 'secret.bin');
    writeFileSync(secret, JSON.stringify(transformersFiles()['config.json']));
    const link = (name: string) => (root: string) => {
      rmSync(join(root, name), { force: true });
      symlinkSync(secret, join(root, name));
    };
    expect(refusal(filesWith('weights.bin'), link('onnx/weights.bin')).message).toMatch(/outside its folder/);
    for (const name of ['config.json', 'tokenizer.json', 'onnx/text_model.onnx']) {
      expect(refusal(transformersFiles(), link(name)).message).toMatch(
        /is a link to a file outside the model's folder/,
      );
    }
  });

  it('are found in constants and in the branches of a graph as well', () => {
    // NodeProto.attribute.t, written by hand: the helper knows no attribute of that kind.
    const location = '../../elsewhere.bin';
    const tensor = field(13, Buffer.concat([field(1, Buffer.from('location')), field(2, Buffer.from(location))]));
    const constant = field(1, field(5, field(5, tensor)));
    const subgraph = field(1, field(5, field(6, constant)));
    for (const node of [constant, subgraph]) {
      const path = join(newFolder(), 'model.onnx');
      writeFileSync(path, field(7, node));
      expect(readOnnxOutline(path).external).toEqual([{ location, end: 0 }]);
    }
  });
});

describe('readOnnxOutline', () => {
  const path = join(scratch, 'model.onnx');
  const whole = tinyTextTower({ mask: true });

  it('lists what goes in and out, and not the weights', () => {
    writeFileSync(path, whole);
    const { inputs, outputs, operators } = readOnnxOutline(path);
    expect(inputs).toEqual([
      { name: 'input_ids', elementType: 7, shape: [null, null] },
      { name: 'attention_mask', elementType: 7, shape: [null, null] },
    ]);
    expect(outputs).toEqual([{ name: 'text_embeds', elementType: 1, shape: [null, 6] }]);
    expect(operators).toEqual(new Set(['Gather', 'Cast', 'Unsqueeze', 'Mul', 'ReduceSum']));
  });

  it('recognises a file that was cut off, wherever', () => {
    // But for a cut between two fields of the model itself: after the graph only the opset follows.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 30 }), (length) => {
        writeFileSync(path, whole.subarray(0, length));
        expect(() => readOnnxOutline(path)).toThrow(OnnxFormatError);
      }),
    );
  });

  it('ends with an answer or a refusal for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(whole.length), (noise, at) => {
        const bytes = Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at + noise.length)]);
        writeFileSync(path, bytes);
        try {
          readOnnxOutline(path);
        } catch (error) {
          expect(error).toBeInstanceOf(OnnxFormatError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A length-delimited field of a protocol buffer. */
function field(number: number, content: Uint8Array): Buffer {
  if (content.length > 127) throw new Error('too long for a length of one byte');
  return Buffer.concat([Buffer.of(number * 8 + 2, content.length), content]);
}
