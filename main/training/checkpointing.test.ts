import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { exampleRun, expectUserError, temporaryProject } from '../store/test-support.ts';
import { CheckpointWriter, FIELD_LAYOUT, loadCheckpoint, requireCheckpoint } from './checkpointing.ts';
import type { LanguageKey } from './run-options.ts';
import { Trainer } from './trainer.ts';

describe('checkpoints of a training', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open(savedStep: number | null = null) {
    const project = temporaryProject();
    const { id } = project.runs.create(exampleRun);
    const state = { weight: Float32Array.of(0, -0, 1e-45, Math.PI), 'adam.first.weight': Float32Array.of(1, 2, 3, 4) };
    const executor = new CpuExecutor(state);
    return {
      project,
      id,
      state,
      executor,
      writer: new CheckpointWriter(project, id, executor, { language, savedStep }),
    };
  }
  const language: LanguageKey = {
    image: { encoder: 'demo', fingerprint: 'a1', dimensions: 96 },
    dense: { encoder: 'demo-dense', fingerprint: 'b2', dimensions: 48 },
    singleScale: null,
  };
  const progressAt = (step: number) => ({
    ...Trainer.start(7),
    step,
    radianceStep: step,
    proposalUpdates: 2,
    sinceProposalUpdate: 1,
  });

  it('come back bit by bit, with the state of the generator', async () => {
    const { project, id, state, writer } = open();
    await writer.save(progressAt(12));
    const saved = requireCheckpoint(project, id);
    expect(saved.progress).toEqual(progressAt(12));
    expect(saved.state).toEqual(state);
    expect(saved.language).toEqual(language);
    expect(Object.is(saved.state.weight![1], -0)).toBe(true);
  });

  it('are null before the first, and an error for those who need one', () => {
    const { project, id } = open();
    expect(loadCheckpoint(project, id)).toBeNull();
    expectUserError(() => requireCheckpoint(project, id), 'conflict', `Run ${id}`);
  });

  it('of a version without language fields are those of a radiance field', () => {
    const { project, id } = open();
    const { radianceStep: _, languageRandom: __, ...older } = progressAt(3);
    project.checkpoints.save(id, 3, [], { ...older, layout: FIELD_LAYOUT });
    expect(requireCheckpoint(project, id)).toMatchObject({ progress: { step: 3, radianceStep: 3 }, language: null });
  });

  it('of another layout of the field are refused, not misread', () => {
    const { project, id } = open();
    project.checkpoints.save(id, 3, [], { ...progressAt(3), layout: 0 });
    expectUserError(() => loadCheckpoint(project, id), 'conflict', 'another version');
  });

  it('of parameters that are no numbers are not written, and the one before is kept', async () => {
    const { project, id, state, executor, writer } = open();
    await writer.save(progressAt(1));
    const damaged = { ...state, weight: Float32Array.of(0, 1, Number.NaN, 2) };
    vi.spyOn(executor, 'readState').mockResolvedValue(damaged);
    await expect(writer.save(progressAt(2))).rejects.toThrow('weight has values that are not numbers at step 2');
    expect(requireCheckpoint(project, id).progress.step).toBe(1);
  });

  it('are due soon after the start, then twice a minute', async () => {
    const { writer } = open();
    expect(writer.isDue()).toBe(false);
    vi.advanceTimersByTime(5_000);
    expect(writer.isDue()).toBe(true);
    await writer.save(progressAt(1));
    vi.advanceTimersByTime(29_000);
    expect(writer.isDue()).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(writer.isDue()).toBe(true);
  });

  it('take a twentieth of the time at most, however long saving takes', async () => {
    const { writer, executor, state } = open();
    vi.spyOn(executor, 'readState').mockImplementation(async () => {
      vi.advanceTimersByTime(4_000);
      return state;
    });
    await writer.save(progressAt(1));
    vi.advanceTimersByTime(79_000);
    expect(writer.isDue()).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(writer.isDue()).toBe(true);
  });

  it('are not saved twice for one step', async () => {
    const { project, id, writer, executor } = open(3);
    const reads = vi.spyOn(executor, 'readState');
    await writer.save(progressAt(3));
    expect(reads).not.toHaveBeenCalled();
    await writer.save(progressAt(4));
    await writer.save(progressAt(4));
    expect(reads).toHaveBeenCalledTimes(1);
    expect(project.checkpoints.latest(id)?.step).toBe(4);
  });
});
