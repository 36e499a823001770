import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { UserError } from '../errors.ts';

/** Where ffmpeg is: the first of that name on the path. @throws UserError conflict if it is nowhere */
export async function findFfmpeg(searched = process.env.PATH ?? ''): Promise<string> {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of searched.split(delimiter)) {
    // An entry that is not absolute would mean another file in every folder.
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new UserError(
    'conflict',
    'A video needs ffmpeg, which is not installed on this computer.',
    'Install it from ffmpeg.org so that it is on the PATH, or export the flight as images.',
  );
}
