/**
 * Adds frames to a project while its files may not grow beyond a limit, as on a disk that takes no large ones:
 * run with `ulimit -f`. Prints the error as JSON. Argument: project.
 */
import { toApiError } from '../../errors.ts';
import { ProjectFile } from '../project-file.ts';

// Without a listener the signal would end the process; with one, the write that crosses the limit is cut short.
process.on('SIGXFSZ', () => {});
const [path] = process.argv.slice(2) as [string];
const project = ProjectFile.open(path);
try {
  for (let number = 0; ; number++) project.settings.set(`key ${number}`, 'x'.repeat(100_000));
} catch (thrown) {
  process.stdout.write(`${JSON.stringify(toApiError(thrown))}\n`);
} finally {
  project.close();
}
