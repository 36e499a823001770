import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { LoopExecutor } from '../graph/executors/loop.ts';
import type { State } from '../graph/program.ts';
import { ProjectFile } from '../store/project-file.ts';
import { importTinyCapture, tinyConfig } from '../testing/tiny-training.ts';
import { loadPhotographs, type Photograph } from './dataset.ts';
import { LanguageSampler, type TargetLookup } from './language-targets.ts';
import { frozenRadiance, initialLanguageState, initialState } from './step-program.ts';
import { type StepLosses, Trainer, type TrainerProgress } from './trainer.ts';

let photographs: Photograph[];
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lerf-trainer-'));
  const project = ProjectFile.open(await importTinyCapture(folder), { readonly: true });
  photographs = await loadPhotographs(project, 'train');
  project.close();
  afterAll(() => rm(folder, { recursive: true }));
});

const CLIP = 5;
const DINO = 3;

type Clip = (frame: number, x: number, y: number, scale: number) => readonly number[] | null;

/** Looks one place up after the other. */
function oneByOne(clip: Clip): TargetLookup['clipAll'] {
  return ({ frame, x, y, scale }, out) => {
    const has = new Float32Array(frame.length);
    for (let place = 0; place < frame.length; place++) {
      const values = clip(frame[place]!, x[place]!, y[place]!, scale[place]!);
      has[place] = Number(values !== null);
      values?.forEach((value, channel) => {
        out[channel * frame.length + place] = value;
      });
    }
    return has;
  };
}

/** Targets that a field can learn: the pixel's colour says what is there, and CLIP sees the scale as well. */
function coloursAsTargets(denseDimensions: number | null): TargetLookup {
  const colour = (frame: number, x: number, y: number) => {
    const { pixels, frame: record } = photographs.find(({ frame: { index } }) => index === frame)!;
    const pixel = Math.floor(y) * record.intrinsics.width + Math.floor(x);
    return [0, 1, 2].map((channel) => pixels[3 * pixel + channel]! / 255);
  };
  return {
    dimensions: CLIP,
    denseDimensions,
    clipAll: oneByOne((frame, x, y, scale) => {
      // A part of the photographs has no target, as pixels outside of the tiles.
      if (x < 4) return null;
      const values = [...colour(frame, x, y), scale, 0.3];
      const length = Math.hypot(...values);
      return values.map((value) => value / length);
    }),
    dense(frame, x, y, out, offset, stride) {
      colour(frame, x, y).forEach((value, channel) => {
        out[offset + channel * stride] = value;
      });
      return true;
    },
  };
}

interface OpenOptions {
  readonly dense?: number | null;
  readonly singleScale?: number | null;
  readonly language?: boolean;
  readonly frozen?: { state: State; radianceStep: number };
  readonly saved?: { state: State; progress: TrainerProgress };
  readonly executor?: (state: State) => CpuExecutor | LoopExecutor;
}

async function open(seed: number, options: OpenOptions = {}) {
  const { dense = DINO, singleScale = null, frozen, saved, language: hasLanguage = true } = options;
  const language = hasLanguage ? new LanguageSampler(coloursAsTargets(dense), photographs, singleScale) : null;
  const radiance = frozen ? frozenRadiance(tinyConfig, frozen.state) : initialState(tinyConfig, Random.fromSeed(seed));
  const fresh = language && initialLanguageState(tinyConfig, language.setup.dimensions, Random.fromSeed(seed, 2));
  const executor = (options.executor ?? ((state) => new CpuExecutor(state)))(saved?.state ?? { ...radiance, ...fresh });
  onTestFinished(() => executor.dispose());
  const trainer = await Trainer.compile(
    executor,
    { config: tinyConfig, photographs, language, freezesRadiance: frozen !== undefined },
    saved?.progress ?? { ...Trainer.start(seed), radianceStep: frozen?.radianceStep ?? 0 },
  );
  return { trainer, executor };
}

async function take(trainer: Trainer, steps: number): Promise<StepLosses[]> {
  const losses: StepLosses[] = [];
  while (losses.length < steps) losses.push(...(await trainer.advance(steps - losses.length)));
  return losses;
}

const mean = (losses: readonly StepLosses[], name: 'clip' | 'dino') =>
  losses.reduce((sum, step) => sum + step[name]!, 0) / losses.length;

describe('training with language', () => {
  it('teaches both fields, and the radiance field as it would be without', async () => {
    const [withLanguage, without] = [await open(1), await open(1, { language: false })];
    const losses = await take(withLanguage.trainer, 150);
    const expected = await take(without.trainer, 150);
    expect(losses.map(({ rgb, distortion, interlevel }) => [rgb, distortion, interlevel])).toEqual(
      expected.map(({ rgb, distortion, interlevel }) => [rgb, distortion, interlevel]),
    );
    expect(expected.every(({ clip, dino }) => clip === null && dino === null)).toBe(true);
    for (const name of ['clip', 'dino'] as const) {
      expect(mean(losses.slice(-20), name), name).toBeLessThan(0.5 * mean(losses.slice(0, 20), name));
    }
  });

  it('gives a trained radiance field a language field, and leaves it as it is', async () => {
    const radiance = await open(2, { language: false });
    await take(radiance.trainer, 40);
    const state = await radiance.executor.readState();
    const { trainer, executor } = await open(3, { frozen: { state, radianceStep: 40 } });
    const losses = await take(trainer, 120);
    expect(losses.every(({ rgb, distortion, interlevel }) => rgb === null && !distortion && !interlevel)).toBe(true);
    expect(mean(losses.slice(-20), 'clip')).toBeLessThan(0.5 * mean(losses.slice(0, 20), 'clip'));
    const after = await executor.readState();
    for (const [name, values] of Object.entries(frozenRadiance(tinyConfig, state))) {
      expect(after[name], name).toEqual(values);
    }
    expect(trainer.progress).toMatchObject({ step: 120, radianceStep: 40 });
  });

  it('goes on after a save as if nothing had happened, bit by bit', async () => {
    const whole = await open(4);
    const expected = await take(whole.trainer, 24);
    const first = await open(4);
    const losses = await take(first.trainer, 12);
    const progress = JSON.parse(JSON.stringify(first.trainer.progress));
    const second = await open(0, { saved: { state: await first.executor.readState(), progress } });
    losses.push(...(await take(second.trainer, 12)));
    expect(losses).toEqual(expected);
    expect(await second.executor.readState()).toEqual(await whole.executor.readState());
  });

  it('takes the same steps in Loops', async () => {
    const [stepByStep, looped] = [
      await open(5),
      await open(5, { executor: (state) => new LoopExecutor(state, 'cpu') }),
    ];
    expect(await take(looped.trainer, 14)).toEqual(await take(stepByStep.trainer, 14));
  });

  it('without DINO, has no such loss and no such parameters', async () => {
    const { trainer, executor } = await open(6, { dense: null });
    const losses = await take(trainer, 4);
    expect(losses.every(({ clip, dino }) => clip !== null && dino === null)).toBe(true);
    expect(Object.keys(await executor.readState()).filter((name) => name.includes('dino'))).toEqual([]);
  });

  it('of a single scale asks for that scale only', () => {
    const asked = new Set<number>();
    const targets = coloursAsTargets(null);
    const sampler = new LanguageSampler(
      {
        ...targets,
        clipAll(places, out) {
          for (const scale of places.scale) asked.add(scale);
          return targets.clipAll(places, out);
        },
      },
      photographs,
      0.25,
    );
    const from = { photograph: Int32Array.of(0, 1), x: Float32Array.of(10.5, 20.5), y: Float32Array.of(3.5, 7.5) };
    const batch = sampler.sample(from, Random.fromSeed(1));
    expect([...asked]).toEqual([0.25]);
    expect(Object.keys(batch).sort()).toEqual(['clipTarget', 'hasClip']);
  });

  it('feeds the field what a crop measures at distance 1, with the focal length of each camera', () => {
    const asked: number[] = [];
    const targets = coloursAsTargets(null);
    const sampler = new LanguageSampler(
      {
        ...targets,
        clipAll(places, out) {
          asked.push(...places.scale);
          return targets.clipAll(places, out);
        },
      },
      photographs.map((photograph, index) => ({
        ...photograph,
        frame: { ...photograph.frame, intrinsics: { ...photograph.frame.intrinsics, fy: 40 + index } },
      })),
      null,
    );
    const from = { photograph: Int32Array.of(0, 2), x: Float32Array.of(10.5, 1.5), y: Float32Array.of(3.5, 7.5) };
    const batch = sampler.sample(from, Random.fromSeed(1));
    expect(asked[0]).not.toBe(asked[1]);
    const { height } = photographs[0]!.frame.intrinsics;
    expect(batch.scalePerDistance![0]).toBeCloseTo((asked[0]! * height) / 40, 6);
    expect(batch.scalePerDistance![1]).toBeCloseTo((asked[1]! * height) / 42, 6);
    expect([...batch.hasClip!]).toEqual([1, 0]);
  });
});
