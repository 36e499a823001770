/** Drives a run and goes on living: prints `driving` when it does. Arguments: project, run. */
import { writeSync } from 'node:fs';
import { ProjectFile } from '../project-file.ts';

const [path, runId] = process.argv.slice(2) as [string, string];
const project = ProjectFile.open(path);
project.runs.claim(runId, 'running');
writeSync(1, 'driving\n');
setTimeout(() => project.close(), 60_000);
