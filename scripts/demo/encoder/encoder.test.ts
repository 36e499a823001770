import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTowers } from '../../../main/encoders/image-text-encoder.ts';
import { readModelFolder } from '../../../main/encoders/model-folder.ts';
import { Random } from '../../../main/field/random.ts';
import { CpuExecutor } from '../../../main/graph/executors/cpu.ts';
import { gradients } from '../../../main/graph/gradients.ts';
import * as ops from '../../../main/graph/ops.ts';
import { openEvaluator } from '../../../main/testing/evaluate.ts';
import { EncoderBatches } from './batches.ts';
import { classesOf, denseBatch, denseStep } from './dense.ts';
import { exportEncoder } from './export.ts';
import { contrastiveLoss } from './loss.ts';
import type { EncoderConfig } from './model.ts';
import { encoderStep, imageProgram } from './step.ts';
import { drawTestImage } from './test-images.ts';
import { WordTokenizer } from './tokenizer.ts';
import { trainProgram } from './train-program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'demo-encoder-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const canonical = ['object', 'things', 'stuff', 'texture'];
const random = Random.fromSeed(3);
const images = Array.from({ length: 6 }, () => drawTestImage(random));
const phrases = [...new Set(images.flatMap(({ parts }) => [...parts.values()].flatMap(({ captions }) => captions)))];
const tokenizer = WordTokenizer.ofPhrases([...phrases, ...canonical], 6);
const config: EncoderConfig = {
  imageSize: 16,
  dimensions: 8,
  image: { stemWidth: 4, width: 16, fineBlocks: 1, coarseBlocks: 1, depth: 1, heads: 2 },
  text: { width: 16, depth: 1, heads: 2, context: 6, words: tokenizer.size },
};
const names = ['disc', 'square', 'ring', 'cross', 'table'];
const sizes = { crops: 16, phrases: 10, names: names.length, canonical: canonical.length };
const batches = new EncoderBatches({
  images,
  phrases,
  names,
  canonical,
  colours: ['red', 'green'],
  tokenizer,
  sizes,
  imageSize: config.imageSize,
});

async function train(name: string, interruptedAfter = Number.POSITIVE_INFINITY) {
  const lines: string[] = [];
  let drawn = 0;
  const state = await trainProgram({
    ...encoderStep(config, sizes),
    schedule: { steps: 60, warmUp: 5, learningRate: 3e-3, weightDecay: 0.01 },
    seed: 7,
    nextBatch: (draw) => {
      if (drawn++ === interruptedAfter) throw new Error('interrupted');
      return { ...batches.next(draw) };
    },
    checkpointPath: join(scratch, name),
    key: 'test',
    stepsPerCheckpoint: 25,
    stepsPerLine: 20,
    threads: 1,
    log: (line) => lines.push(line),
  });
  return { state, lines };
}

describe('the demo encoder', () => {
  it('learns, and goes on after an interruption as if there had been none', { timeout: 60_000 }, async () => {
    const whole = await train('whole');
    const lossOf = (line: string) => Number(/loss ([\d.]+)/.exec(line)![1]);
    expect(lossOf(whole.lines[2]!)).toBeLessThan(0.95 * lossOf(whole.lines[0]!));
    await expect(train('parts', 35)).rejects.toThrow('interrupted');
    const resumed = await train('parts');
    expect(resumed.lines[0]).toContain('goes on after 25 steps');
    expect(resumed.state).toEqual(whole.state);
  });

  it('exports what it computes itself, for any number of crops', async () => {
    const state = encoderStep(config, sizes).initialState(Random.fromSeed(1));
    const folder = join(scratch, 'export');
    exportEncoder(folder, config, tokenizer, state);
    const read = readModelFolder(folder);
    if (read.kind !== 'image-text') throw new Error('not an encoder');
    await using encoder = await openTowers(read, { id: 'demo', fingerprint: '', device: 'cpu', parts: 'both' });
    expect(encoder).toMatchObject({ dimensions: 8, inputSize: { width: 16, height: 16 } });
    expect(encoder.unknownWords('a red disc and a unicorn')).toContain('unicorn');
    expect(encoder.unknownWords('red disc')).toEqual([]);

    const pixels = Uint8Array.from({ length: 3 * 3 * 16 * 16 }, () => random.integer(256));
    const planes = new Float32Array(pixels.length);
    for (const [i, value] of pixels.entries()) {
      const [crop, place, plane] = [Math.floor(i / 768), Math.floor((i % 768) / 3), i % 3];
      planes[crop * 768 + plane * 256 + place] = value / 127.5 - 1;
    }
    const executor = new CpuExecutor(state);
    const own = (await (await executor.compileFunction(imageProgram(config, 3))).run({ pixel_values: planes }))
      .image_embeds!;
    await executor.dispose();
    const exported = await encoder.encodeImages(pixels, 3);
    for (const [i, value] of own.entries()) expect(exported[i]).toBeCloseTo(value, 4);
    const [disc, again] = [await encoder.encodeTexts(['red disc']), await encoder.encodeTexts(['a', 'Red disc'])];
    expect(again.slice(8)).toEqual(disc);
  });

  it('draws batches of different phrases, true as far as the crops say', () => {
    const { truth, ids, pixels } = batches.next(Random.fromSeed(5));
    expect(truth).toHaveLength(160);
    expect(truth.some((value) => value > 0.8)).toBe(true);
    expect(truth.every((value) => value >= 0 && value <= 1)).toBe(true);
    const rows = Array.from({ length: 14 }, (_, row) => ids.slice(6 * row, 6 * row + 6).join());
    expect(rows.slice(0, 5)).toEqual(names.map((name) => tokenizer.encode(name).join()));
    expect(new Set(rows.slice(0, 10)).size).toBe(10);
    expect(rows.slice(10)).toEqual(canonical.map((phrase) => tokenizer.encode(phrase).join()));
    expect(pixels.every((value) => value >= -1 && value <= 1)).toBe(true);
  });
});

describe('contrastiveLoss', () => {
  it('has the gradient that differences give', async () => {
    const shapes = { images: [3, 4], texts: [5, 4], canonical: [2, 4] } as const;
    const inputs = Object.entries(shapes).map(([name, shape]) => ops.input(name, shape));
    const truth = Array.from({ length: 15 }, (_, i) => [0, 0.3, 1][(i * 7) % 3]!);
    const loss = contrastiveLoss({
      images: inputs[0]!,
      texts: inputs[1]!,
      canonical: inputs[2]!,
      truth: ops.constant(truth, [3, 5]),
      names: 2,
      temperature: ops.scalar(6),
    });
    const analytic = Object.fromEntries(gradients(loss, inputs).map((gradient, i) => [`g${i}`, gradient]));
    await using evaluator = await openEvaluator<string>({ loss, ...analytic }, { doublePrecision: true });
    const at = Object.fromEntries(
      Object.entries(shapes).map(([name, [rows, columns]], k) => [
        name,
        Array.from({ length: rows * columns }, (_, i) => 0.5 * Math.sin(1 + 3 * k + 2 * i)),
      ]),
    );
    const known = await evaluator.run(at);
    for (const [k, name] of Object.keys(shapes).entries()) {
      for (let i = 0; i < at[name]!.length; i += 3) {
        const moved = async (by: number) =>
          (await evaluator.run({ ...at, [name]: at[name]!.with(i, at[name]![i]! + by) })).loss![0]!;
        const difference = ((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5;
        expect(known[`g${k}`]![i]).toBeCloseTo(difference, 5);
      }
    }
  });
});

describe('the dense model', () => {
  it('learns what patches show', { timeout: 60_000 }, async () => {
    const classes = classesOf(images);
    const dense = { windows: 2, side: 64, classes: classes.length };
    const lines: string[] = [];
    const schedule = { steps: 80, warmUp: 5, learningRate: 4e-3, weightDecay: 0 };
    await trainProgram({
      ...denseStep(dense),
      schedule,
      seed: 1,
      nextBatch: (draw) => denseBatch(images, classes, dense, draw),
      checkpointPath: join(scratch, 'dense'),
      key: 'dense',
      stepsPerCheckpoint: 1000,
      stepsPerLine: 20,
      threads: 1,
      log: (line) => lines.push(line),
    });
    const accuracyOf = (line: string) => Number(/accuracy ([\d.]+)/.exec(line)![1]);
    expect(accuracyOf(lines[3]!)).toBeGreaterThan(Math.max(0.6, accuracyOf(lines[0]!)));
  });
});
