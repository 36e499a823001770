import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../api/contract.ts';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { tinyConfig } from '../testing/tiny-training.ts';
import { initialState } from '../training/step-program.ts';
import { FieldRenderer } from './field-renderer.ts';

/** A camera in the middle of the world with more pixels than two chunks of rays. */
const camera: Frame = {
  index: 0,
  file: 'images/view.png',
  split: 'test',
  intrinsics: { width: 101, height: 83, fx: 60, fy: 60, cx: 50.5, cy: 41.5, distortion: [0, 0, 0, 0, 0, 0] },
  worldFromCamera: [1, 0, 0, 0.1, 0, 0, -1, 0, 0, 1, 0, 0.2],
};

describe('FieldRenderer', () => {
  let executor: CpuExecutor;
  let renderer: FieldRenderer;
  beforeAll(async () => {
    const random = Random.fromSeed(3);
    const state = initialState(tinyConfig, random);
    // Something to see: densities and colours that vary from place to place.
    for (const [name, values] of Object.entries(state)) {
      if (name.startsWith('field.grid') || name.startsWith('proposal0.grid')) random.fill(values);
      if (name.endsWith('density.1.weight')) state[name] = values.map((value) => 20 * value);
    }
    executor = new CpuExecutor(state);
    renderer = await FieldRenderer.compile(executor, tinyConfig.radiance, 1);
  });
  afterAll(() => executor.dispose());

  it('renders every pixel, in order, with progress', async () => {
    const progress: [number, number, string][] = [];
    const view = await renderer.render(camera, { onProgress: (...args) => progress.push(args) });
    const pixels = 101 * 83;
    expect([view.width, view.height]).toEqual([101, 83]);
    expect([view.colour.length, view.depth.length, view.accumulation.length]).toEqual([3 * pixels, pixels, pixels]);
    expect(view.colour.every((value) => value > 0 && value < 1)).toBe(true);
    expect(view.accumulation.every((value) => value >= 0 && value <= 1 + 1e-5)).toBe(true);
    expect(view.depth.every((value) => value > 0.05 && value < 1001)).toBe(true);
    expect(new Set(view.colour).size).toBeGreaterThan(1000);
    const done = progress.map(([count]) => count);
    expect(done.length).toBeGreaterThan(2);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(pixels);
    expect(progress.every(([, total]) => total === pixels)).toBe(true);
    expect(progress[0]![2]).toContain('images/view.png');
  });

  it('renders every third pixel as the full view has it', async () => {
    const full = await renderer.render(camera);
    const strided = await renderer.render(camera, {}, 3);
    expect([strided.width, strided.height]).toEqual([34, 28]);
    for (let row = 0; row < 28; row++) {
      for (let column = 0; column < 34; column++) {
        const [small, large] = [row * 34 + column, 3 * row * 101 + 3 * column];
        expect(strided.depth[small]! / full.depth[large]!).toBeCloseTo(1, 4);
        expect(strided.accumulation[small]).toBeCloseTo(full.accumulation[large]!, 5);
        for (const channel of [0, 1, 2]) {
          expect(strided.colour[3 * small + channel]).toBeCloseTo(full.colour[3 * large + channel]!, 5);
        }
      }
    }
  });

  it('stops between chunks when cancelled', async () => {
    let chunks = 0;
    const rendering = renderer.render(camera, { onProgress: () => chunks++, isCancelled: () => chunks === 1 });
    await expect(rendering).rejects.toMatchObject({ name: 'UserError', code: 'cancelled' });
    expect(chunks).toBe(1);
  });

  it('gives the thread back between chunks', async () => {
    let turns = 0;
    let rendering = true;
    const turn = () => {
      turns++;
      if (rendering) setImmediate(turn);
    };
    setImmediate(turn);
    await renderer.render(camera);
    rendering = false;
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('renders what the state holds at the time, with the annealing asked for', async () => {
    const small = { ...camera, intrinsics: { ...camera.intrinsics, width: 8, height: 6 } };
    const annealed = await renderer.withAnneal(0).render(small);
    const final = await renderer.render(small);
    expect(annealed.colour).not.toEqual(final.colour);
    expect(await renderer.withAnneal(1).render(small)).toEqual(final);
  });
});
