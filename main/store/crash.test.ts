import { describe, expect, it } from 'vitest';
import { ProjectFile } from './project-file.ts';
import { exampleRun, runChild, temporaryFolder, temporaryProject } from './test-support.ts';

describe('killed in the middle of saving', () => {
  // The delay after the acknowledgement moves the kill to different places of the next save.
  it.each([0, 5, 14, 30])('loses nothing that was acknowledged (killed %i ms later)', async (delayMs) => {
    const project = temporaryProject();
    project.runs.create(exampleRun);
    project.close();
    const { lines, signal, errors } = await runChild('save-checkpoints', [project.path, '1'], {
      onLine: (line, kill) => {
        if (line === '3') setTimeout(kill, delayMs);
      },
    });
    expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
    const acknowledged = Number(lines.at(-1));

    const survivor = ProjectFile.open(project.path);
    expect(survivor.integrityCheck()).toEqual([]);
    const loaded = survivor.checkpoints.load('1')!;
    // The kill may fall between the end of a save and its acknowledgement.
    expect(loaded.step).toBeGreaterThanOrEqual(acknowledged);
    expect(loaded).toMatchObject({ extra: { step: loaded.step }, damagedSteps: [] });
    loaded.tensors.forEach(({ data }, tensor) => {
      expect(data.length).toBe(1_000_000);
      expect(data.every((value) => value === loaded.step + tensor)).toBe(true);
    });
    expect(survivor.checkpoints.load('1', loaded.step - 1)?.step).toBe(loaded.step - 1);
    expect(survivor.metrics.read('1', 'loss/rgb').length / 2).toBeGreaterThanOrEqual(acknowledged);

    survivor.rewindRun('1', loaded.step);
    survivor.checkpoints.save('1', loaded.step + 1, [], null);
    expect(survivor.integrityCheck()).toEqual([]);
    survivor.close();
  });
});

describe('two processes and this one', () => {
  it('write at the same time without losing a point', async () => {
    const project = temporaryProject(temporaryFolder());
    project.runs.create(exampleRun);
    const children = ['a', 'b'].map((series) => runChild('append-metrics', [project.path, '1', series]));
    let done = false;
    const finished = Promise.all(children).finally(() => {
      done = true;
    });
    for (let step = 1; !done; step++) {
      project.runs.update('1', { step });
      await new Promise((resume) => setTimeout(resume, 1));
    }
    for (const child of await finished) expect(child).toMatchObject({ lines: ['done'], errors: '' });
    expect(project.metrics.series('1')).toEqual([
      { name: 'a', count: 300 },
      { name: 'b', count: 300 },
    ]);
    expect(project.metrics.read('1', 'a').filter((_, i) => i % 2 === 0)).toEqual(
      Float32Array.from({ length: 300 }, (_, i) => i + 1),
    );
    expect(project.integrityCheck()).toEqual([]);
  });
});
