import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import type { State } from '../graph/program.ts';
import { ProjectFile } from '../store/project-file.ts';
import { importTinyCapture, tinyConfig } from '../testing/tiny-training.ts';
import { loadPhotographs, type Photograph } from './dataset.ts';
import { initialState } from './step-program.ts';
import { type StepLosses, Trainer, type TrainerProgress } from './trainer.ts';

let folder: string;
let photographs: Photograph[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-trainer-'));
  const project = ProjectFile.open(await importTinyCapture(folder), { readonly: true });
  photographs = await loadPhotographs(project, 'train');
  project.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function open(seed: number, saved?: { state: State; progress: TrainerProgress }) {
  const state = saved?.state ?? initialState(tinyConfig, Random.fromSeed(seed));
  const executor = new CpuExecutor(state);
  onTestFinished(() => executor.dispose());
  const trainer = await Trainer.compile(
    executor,
    { config: tinyConfig, photographs, language: null, freezesRadiance: false },
    saved?.progress ?? Trainer.start(seed),
  );
  return { executor, trainer };
}

async function take(trainer: Trainer, steps: number): Promise<StepLosses[]> {
  const losses: StepLosses[] = [];
  while (losses.length < steps) losses.push(...(await trainer.advance(steps - losses.length)));
  return losses;
}

/** What the best single colour would leave as the squared error. */
function colourVariance(photographs: readonly Photograph[]): number {
  const channels = [0, 1, 2].map((channel) =>
    photographs.flatMap(({ pixels }) => Array.from(pixels, (value) => value / 255).filter((_, i) => i % 3 === channel)),
  );
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return mean(channels.map((values) => mean(values.map((value) => value ** 2)) - mean(values) ** 2));
}

describe('Trainer', () => {
  it('learns more than any one colour could say', async () => {
    const { trainer } = await open(1);
    const losses = await take(trainer, 100);
    expect(losses.map(({ step }) => step)).toEqual(losses.map((_, i) => i + 1));
    const reached = losses.slice(-10).reduce((sum, { rgb }) => sum + rgb!, 0) / 10;
    expect(reached).toBeLessThan(0.75 * colourVariance(photographs));
  });

  it('goes on after a save as if nothing had happened, bit by bit', async () => {
    const whole = await open(7);
    const expected = await take(whole.trainer, 30);
    const first = await open(7);
    const losses = await take(first.trainer, 15);
    const { progress } = first.trainer;
    const second = await open(0, {
      state: await first.executor.readState(),
      progress: JSON.parse(JSON.stringify(progress)),
    });
    losses.push(...(await take(second.trainer, 15)));
    expect(losses).toEqual(expected);
    expect(await second.executor.readState()).toEqual(await whole.executor.readState());
    expect(second.trainer.progress).toEqual(whole.trainer.progress);
  });

  it('depends on the seed', async () => {
    const [a, b] = [await open(1), await open(2)];
    expect(await take(a.trainer, 2)).not.toEqual(await take(b.trainer, 2));
  });

  it('updates the proposals when their schedule says, and leaves them alone otherwise', async () => {
    const { trainer, executor } = await open(3);
    let before = await executor.readState();
    for (let step = 1; step <= 14; step++) {
      const [{ interlevel }] = (await trainer.advance(1)) as [StepLosses];
      const after = await executor.readState();
      const changed = (name: string) => after[name]!.some((value, i) => value !== before[name]![i]);
      const updated = step <= 10 || step % 2 === 0;
      expect(interlevel !== null, `step ${step}`).toBe(updated);
      const names = Object.keys(after);
      const proposals = names.filter((name) => name.includes('proposal'));
      expect(proposals.some(changed), `step ${step}`).toBe(updated);
      expect(names.filter((name) => !proposals.includes(name)).every(changed), `step ${step}`).toBe(true);
      before = after;
    }
    expect(trainer.progress).toMatchObject({ step: 14, proposalUpdates: 12, sinceProposalUpdate: 0 });
  });

  it('says so when the loss is no longer a number', async () => {
    const state = initialState(tinyConfig, Random.fromSeed(0));
    state['field.density.0.bias']!.fill(Number.NaN);
    const { trainer } = await open(0, { state, progress: { ...Trainer.start(0), step: 41 } });
    await expect(trainer.advance(1)).rejects.toThrow('the rgb loss of step 42 is NaN');
  });
});
