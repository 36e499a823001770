/** A project as one file that can be sent: a zip of a snapshot of the .lerf file, with a page on what that is. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { UserError } from '../errors.ts';
import { fileStem } from '../store/folders.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { ExportHooks } from './export-points.ts';

/** Most of a project is compressed already, and packing the rest harder saves little. */
const COMPRESSION_LEVEL = 1;

/**
 * Writes the project to a zip, as it is at one moment, whatever is being written to it meanwhile.
 * @param unfinished where to write; a second file, the snapshot, lies beside it until the end.
 * @throws UserError cancelled, disk
 */
export async function writeProjectZip(
  project: ProjectFile,
  unfinished: string,
  generator: string,
  { onProgress, isCancelled }: ExportHooks = {},
): Promise<void> {
  const snapshot = `${unfinished}.lerf`;
  const stopIfCancelled = () => {
    if (isCancelled?.()) throw new UserError('cancelled', 'The export was cancelled.');
  };
  try {
    onProgress?.(0, null, 'Taking a snapshot of the project');
    project.copyTo(snapshot);
    stopIfCancelled();
    const { size } = await stat(snapshot);
    const name = fileStem(project.info.name);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(readme(project, name, generator), 'utf8'), 'README.txt');
    let done = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        done += chunk.length;
        onProgress?.(done, size, 'Packing');
        next(isCancelled?.() ? new UserError('cancelled', 'The export was cancelled.') : null, chunk);
      },
    });
    const reading = pipeline(createReadStream(snapshot), counted);
    zip.addReadStream(counted, `${name}.lerf`, { size, compressionLevel: COMPRESSION_LEVEL });
    zip.end();
    await Promise.all([reading, pipeline(zip.outputStream, createWriteStream(unfinished))]);
  } finally {
    await rm(snapshot, { force: true });
  }
}

function readme(project: ProjectFile, name: string, generator: string): string {
  const { captures, runs } = project;
  const { importedAt } = captures.get();
  return [
    `${project.info.name}`,
    '',
    `A project of ${generator}, packed on ${new Date().toISOString()}.`,
    `${captures.frameCount()} photographs, imported on ${importedAt}; ${runs.list().length} training runs.`,
    '',
    `To open it, unpack ${name}.lerf and choose "Open project file" in LERF Studio,`,
    `or run: lerf import <this zip> --project ${name}.lerf`,
    '',
    'The .lerf file is an SQLite database. It holds the photographs, all that was trained,',
    'the language index, annotated views and notes; it needs no other file.',
    '',
  ].join('\n');
}
