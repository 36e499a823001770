/** Builds a project and never finishes: prints `filling` when half of it is written. Argument: project. */
import { writeSync } from 'node:fs';
import { ProjectFile } from '../project-file.ts';

const [path] = process.argv.slice(2) as [string];
await ProjectFile.createAtomic(path, 'Slow', async (project) => {
  project.captures.setPoints(new Float32Array(3_000_000), new Uint8Array(3_000_000));
  writeSync(1, 'filling\n');
  await new Promise((done) => setTimeout(done, 60_000));
});
