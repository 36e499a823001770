/** Opens a project and prints what became of it as JSON. Argument: project. */
import { UserError } from '../../errors.ts';
import { ProjectFile } from '../project-file.ts';

const [path] = process.argv.slice(2) as [string];
process.stdout.write(`${JSON.stringify(describe())}\n`);

function describe(): unknown {
  try {
    const project = ProjectFile.open(path);
    const { readOnly, readOnlyReason } = project;
    const frames = project.captures.frames().length;
    let renaming = 'done';
    try {
      project.rename('Changed');
    } catch (thrown) {
      renaming = thrown instanceof UserError ? thrown.code : String(thrown);
    }
    project.close();
    return { readOnly, reason: readOnlyReason?.code, frames, renaming };
  } catch (thrown) {
    return { error: thrown instanceof UserError ? thrown.code : String(thrown) };
  }
}
