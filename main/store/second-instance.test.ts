import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trainRun } from '../engine/train-run.ts';
import { deleteProjectFile } from './delete-project.ts';
import { ProjectFile } from './project-file.ts';
import { exampleRun, expectUserError, runChild, temporaryFolder, temporaryProject } from './test-support.ts';

/** Calls `meanwhile` while another process drives run 1 of the project, which it closes before. */
async function whileAnotherTrains(meanwhile: (path: string) => unknown): Promise<void> {
  const project = temporaryProject(temporaryFolder());
  project.runs.create(exampleRun);
  project.runs.update('1', { state: 'paused' });
  project.close();
  let failure: unknown = null;
  const { errors } = await runChild('hold-run', [project.path, '1'], {
    onLine: (_line, kill) => {
      Promise.resolve()
        .then(() => meanwhile(project.path))
        .catch((thrown) => {
          failure = thrown;
        })
        .finally(kill);
    },
  });
  expect(errors).toBe('');
  if (failure) throw failure;
}

const byAnother = /being trained by another LERF Studio \(process \d+\)/;

describe('a second instance on the same project', () => {
  it('does not get a run that another one trains, and is told who has it', async () => {
    await whileAnotherTrains(async (path) => {
      const project = ProjectFile.open(path);
      expect(project.runs.markInterrupted()).toEqual([]);
      const { message, hint } = expectUserError(() => project.runs.claim('1', 'running'), 'conflict');
      expect(message).toMatch(byAnother);
      expect(hint).toContain('Pause or stop it there');
      const hooks = { onStatus() {}, onMetrics() {}, onPreview() {}, nextCommand: () => null };
      await expect(trainRun(project, '1', hooks)).rejects.toMatchObject({ code: 'conflict' });
      expect(project.runs.get('1').state).toBe('running');
      project.close();
    });
  });

  it('reads and changes everything else at the same time', async () => {
    await whileAnotherTrains((path) => {
      const project = ProjectFile.open(path);
      project.rename('By the second');
      project.runs.create(exampleRun);
      expect(project.runs.claim('2', 'running').state).toBe('running');
      project.close();
    });
  });

  it('does not delete the file under the other one', async () => {
    await whileAnotherTrains((path) => {
      const { hint } = expectUserError(() => deleteProjectFile(path), 'conflict', path);
      expect(hint).toContain('Close the other window');
      expect(existsSync(path)).toBe(true);
    });
  });

  it('gets the run as soon as the other one is gone', async () => {
    let path = '';
    await whileAnotherTrains((project) => {
      path = project;
    });
    const project = ProjectFile.open(path);
    expect(project.runs.markInterrupted().map(({ state }) => state)).toEqual(['interrupted']);
    expect(project.runs.claim('1', 'running').state).toBe('running');
    project.runs.advance('1', 5);
    project.close();
    deleteProjectFile(path);
    expect(existsSync(path)).toBe(false);
  });

  it('that took a run over from one that was asleep keeps it', () => {
    const project = temporaryProject();
    project.runs.create(exampleRun);
    project.runs.claim('1', 'running');
    // As the other process would leave it: in its state and with its name in the row.
    project.runs.update('1', { state: 'interrupted' });
    expectUserError(() => project.runs.advance('1', 10), 'conflict', 'taken over');
    expect(project.runs.isOurs('1')).toBe(false);
  });
});
