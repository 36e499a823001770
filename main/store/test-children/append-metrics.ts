/** Appends 300 points to a series of its own, one by one. Arguments: project, run, series. */
import { ProjectFile } from '../project-file.ts';

const [path, runId, series] = process.argv.slice(2) as [string, string, string];
const project = ProjectFile.open(path);
for (let step = 1; step <= 300; step++) project.metrics.append(runId, [{ series, step, value: step }]);
project.close();
process.stdout.write('done\n');
