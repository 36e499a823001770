import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../api/contract.ts';
import { ProjectFile } from '../store/project-file.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { FIELD_LAYOUT, requireCheckpoint } from './checkpointing.ts';
import { type TrainingHooks, train } from './train.ts';
import { Trainer } from './trainer.ts';

let folder: string;
let project: ProjectFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-train-'));
  project = ProjectFile.open(await importTinyCapture(folder));
});
afterAll(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

const STEPS = 26;
const createRun = (changes: { steps?: number; seed?: number } = {}): Run =>
  project.runs.create({ preset: 'fast', device: 'cpu', steps: STEPS, seed: 5, options: {}, ...changes });

/** Hooks that write down what they hear, and command `command` after `afterStep` steps. */
function listen(command: 'pause' | 'stop' | null = null, afterStep = 0) {
  let asked = 0;
  const heard = {
    phases: [] as string[],
    steps: [] as number[],
    points: {} as Record<string, [number, number][]>,
    previews: [] as Parameters<TrainingHooks['onPreview']>[0][],
  };
  const hooks: TrainingHooks = {
    onStatus({ phase, step }) {
      if (heard.phases.at(-1) !== phase) heard.phases.push(phase);
      heard.steps.push(step);
    },
    onMetrics(series) {
      for (const [name, points] of Object.entries(series)) {
        heard.points[name] = [...(heard.points[name] ?? []), ...points];
      }
    },
    onPreview: (preview) => heard.previews.push(preview),
    nextCommand: () => (++asked === afterStep ? command : null),
  };
  return { heard, hooks };
}

/** The stored curve as [step, value] pairs. */
function curve(run: Run, series: string): [number, number][] {
  const values = project.metrics.read(run.id, series);
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);
}

describe('train', { timeout: 180_000 }, () => {
  let whole: Run;
  let heard: ReturnType<typeof listen>['heard'];
  let outcome: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = createRun();
    const listener = listen();
    heard = listener.heard;
    outcome = await train(project, whole.id, listener.hooks);
  }, 180_000);

  it('trains all steps, with a falling loss', () => {
    expect(outcome).toMatchObject({ state: 'done', steps: STEPS, device: 'cpu', checkpoint: STEPS });
    expect(outcome.stepMsMedian).toBeGreaterThan(0);
    const losses = curve(whole, 'loss/rgb');
    expect(losses.map(([step]) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
    const mean = (points: [number, number][]) => points.reduce((sum, [, value]) => sum + value, 0) / points.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.5 * mean(losses.slice(0, 5)));
    expect(curve(whole, 'loss/interlevel').length).toBe(10 + (STEPS - 10) / 2);
  });

  it('tells what it does, and every point that it stored', () => {
    expect(heard.phases[0]).toBe('compiling');
    expect(heard.phases.at(-1)).toBe('evaluating');
    expect(heard.phases).toContain('training');
    expect(heard.phases).toContain('saving');
    expect(heard.steps).toEqual(heard.steps.toSorted((a, b) => a - b));
    for (const { name } of project.metrics.series(whole.id)) {
      expect(heard.points[name]!.map(([step, value]) => [step, Math.fround(value)])).toEqual(curve(whole, name));
    }
    expect(project.runs.get(whole.id)).toMatchObject({ step: STEPS, usedDevice: 'cpu' });
  });

  it('keeps a preview of a held-out view', async () => {
    const preview = project.previews.latest(whole.id)!;
    expect(heard.previews).toHaveLength(1);
    expect(preview).toMatchObject({ step: 25, ...heard.previews[0] });
    expect(project.captures.frames()[preview.frame]!.split).toBe('test');
    expect(preview.psnr).toBeGreaterThan(8);
    expect(await sharp(preview.png).metadata()).toMatchObject({ format: 'png', width: 48, height: 36 });
    expect(curve(whole, 'psnr/test').map(([step]) => step)).toEqual([25, STEPS]);
  });

  it('measures the held-out photographs at the end', () => {
    const evaluation = project.evaluations.latest(whole.id)!;
    const heldOut = project.captures.frames().filter(({ split }) => split === 'test');
    expect(evaluation.step).toBe(STEPS);
    expect(evaluation.images.map(({ file }) => file)).toEqual(heldOut.map(({ file }) => file));
    expect(evaluation.psnr).toBeGreaterThan(8);
    expect(evaluation.ssim).toBeGreaterThan(0);
    expect(evaluation.ssim).toBeLessThan(1);
    expect(curve(whole, 'psnr/test').at(-1)).toEqual([STEPS, Math.fround(evaluation.psnr)]);
    expect(curve(whole, 'ssim/test')).toEqual([[STEPS, Math.fround(evaluation.ssim)]]);
  });

  it('can be asked again for a run that is done, and changes nothing', async () => {
    const before = project.metrics.series(whole.id);
    const again = await train(project, whole.id, listen().hooks);
    expect(again).toMatchObject({ state: 'done', steps: STEPS, stepMsMedian: null, checkpoint: STEPS });
    expect(project.metrics.series(whole.id)).toEqual(before);
  });

  it('paused and resumed, takes the very steps of an uninterrupted run of the same seed', async () => {
    const run = createRun();
    const paused = await train(project, run.id, listen('pause', 3).hooks);
    expect(paused).toMatchObject({ state: 'paused', steps: 3, checkpoint: 3 });
    expect(requireCheckpoint(project, run.id).progress.step).toBe(3);
    expect(project.runs.get(run.id).step).toBe(3);
    expect(project.evaluations.latest(run.id)).toBeNull();

    // Points after the checkpoint, as a crash would leave them: the resumed run takes those steps again.
    project.metrics.append(run.id, [{ series: 'loss/rgb', step: 4, value: 99 }]);
    const resumed = listen('stop', 2);
    const stopped = await train(project, run.id, resumed.hooks);
    expect(stopped).toMatchObject({ state: 'stopped', steps: 5, checkpoint: 5 });
    expect(resumed.heard.steps[0]).toBe(3);
    for (const series of ['loss/rgb', 'loss/distortion', 'loss/interlevel']) {
      expect(curve(run, series)).toEqual(curve(whole, series).slice(0, 5));
    }
  });

  it('reports a loss that is no longer a number, and keeps the checkpoint it had', async () => {
    const run = createRun();
    const { state } = requireCheckpoint(project, whole.id);
    const tensors = Object.entries(state).map(([name, data]) => ({
      name,
      dims: [data.length],
      dtype: 'float32' as const,
      data: name === 'field.density.0.bias' ? data.map(() => Number.NaN) : data,
    }));
    project.checkpoints.save(run.id, 2, tensors, { ...Trainer.start(5), step: 2, layout: FIELD_LAYOUT });
    await expect(train(project, run.id, listen().hooks)).rejects.toThrow('the rgb loss of step 3 is NaN');
    expect(project.checkpoints.latest(run.id)?.step).toBe(2);
  });

  it('says which device it cannot use before it does anything', async () => {
    const run = project.runs.create({ preset: 'fast', device: 'dml', steps: 1, seed: 0, options: {} });
    await expect(train(project, run.id, listen().hooks)).rejects.toMatchObject({ code: 'device-unavailable' });
    expect(project.checkpoints.latest(run.id)).toBeNull();
  });
});
