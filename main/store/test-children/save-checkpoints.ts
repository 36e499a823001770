/** Saves checkpoints for ever and prints each step once `save` has returned. Arguments: project, run. */
import { writeSync } from 'node:fs';
import { ProjectFile } from '../project-file.ts';

const [path, runId] = process.argv.slice(2) as [string, string];
const project = ProjectFile.open(path);
for (let step = (project.checkpoints.latest(runId)?.step ?? 0) + 1; ; step++) {
  const tensors = [0, 1].map((tensor) => ({
    name: `tensor ${tensor}`,
    dims: [1_000_000],
    dtype: 'float32' as const,
    data: new Float32Array(1_000_000).fill(step + tensor),
  }));
  project.checkpoints.save(runId, step, tensors, { step });
  project.metrics.append(runId, [{ series: 'loss/rgb', step, value: 1 / step }]);
  writeSync(1, `${step}\n`);
}
