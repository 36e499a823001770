import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleRun, temporaryProject } from '../store/test-support.ts';
import { MetricRecorder } from './metric-recorder.ts';
import type { StepLosses } from './trainer.ts';

type Series = Record<string, [number, number][]>;

describe('MetricRecorder', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open() {
    const project = temporaryProject();
    const { id } = project.runs.create(exampleRun);
    const told: Series[] = [];
    const recorder = new MetricRecorder(project, id, (series) => told.push(series));
    const stored = (series: string) => [...project.metrics.read(id, series)];
    return { project, id, recorder, told, stored };
  }
  const losses = (step: number, interlevel: number | null = null): StepLosses => ({
    step,
    rgb: 0.25,
    distortion: 0.5,
    interlevel,
    clip: null,
    dino: null,
  });

  it('records the losses of a step, and the total only where everything was trained', () => {
    const { recorder, told, stored } = open();
    recorder.record(losses(1, 0.125));
    recorder.record(losses(2));
    recorder.flush();
    expect(told).toEqual([
      {
        'loss/rgb': [
          [1, 0.25],
          [2, 0.25],
        ],
        'loss/distortion': [
          [1, 0.5],
          [2, 0.5],
        ],
        'psnr/train': [
          [1, expect.closeTo(6.0206, 4)],
          [2, expect.closeTo(6.0206, 4)],
        ],
        'loss/interlevel': [[1, 0.125]],
        'loss/total': [[1, 0.875]],
      },
    ]);
    expect(stored('loss/rgb')).toEqual([1, 0.25, 2, 0.25]);
    expect(stored('loss/total')).toEqual([1, 0.875]);
  });

  it('writes about once a second, and tells only of what is written', () => {
    const { project, id, told } = open();
    const storedWhenTold: number[] = [];
    const recorder = new MetricRecorder(project, id, (series) => {
      told.push(series);
      storedWhenTold.push(project.metrics.read(id, 'loss/rgb').length / 2);
    });
    for (let step = 1; step <= 25; step++) {
      vi.advanceTimersByTime(100);
      recorder.record(losses(step));
    }
    expect(told.map((series) => series['loss/rgb']!.length)).toEqual([11, 11]);
    expect(storedWhenTold).toEqual([11, 22]);
  });

  it('has nothing to say when nothing is pending', () => {
    const { recorder, told } = open();
    recorder.flush();
    recorder.record(losses(1));
    recorder.flush();
    recorder.flush();
    expect(told).toHaveLength(1);
  });
});
