import type { z } from 'zod';
import type { FreeCamera, renderPathRequestSchema } from '../api/contract.ts';
import { findFfmpeg } from '../exchange/ffmpeg.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { FilmContent } from '../view/film.ts';
import { requireQuery, runWithCheckpoint, runWithLanguage } from './evaluate-run.ts';

export interface PathOrder extends Omit<z.output<typeof renderPathRequestSchema>, 'run' | 'path'> {
  runId: string;
  /** Where the file goes, checked and allowed. */
  target: string;
  /** What it is called until it is whole. */
  unfinished?: string | undefined;
  /** Where encoders lie; default: the user's. */
  dataFolder?: string;
}

export interface PathHooks {
  onProgress?(done: number, total: number, message: string): void;
  isCancelled?(): boolean;
}

/**
 * Renders what a camera sees on its way along a path. The file appears when it is whole.
 * @returns its size in bytes.
 * @throws UserError conflict, bad-request, cancelled, disk, read-only or not-found
 */
export async function renderPath(
  project: ProjectFile,
  { target, unfinished, cameraPath, framesPerSecond, format, ...order }: PathOrder,
  hooks: PathHooks,
): Promise<number> {
  const { camerasAlong } = await import('../view/camera-path.ts');
  const { renderFilm } = await import('../view/film.ts');
  const { writePictures, writeVideo } = await import('../exchange/film-file.ts');
  const { writeWhole } = await import('../exchange/write-file.ts');
  const { width, height } = order;
  const ffmpeg = format === 'video' ? await findFfmpeg() : null;
  const cameras: FreeCamera[] = camerasAlong(cameraPath, framesPerSecond);
  const runId = isAsked(order) ? runWithLanguage(project, order.runId) : runWithCheckpoint(project, order.runId);
  const pictures = renderFilm(project, { runId, cameras, width, height, ...contentOf(order) }, hooks);
  const write = (file: string) =>
    ffmpeg === null
      ? writePictures(pictures, cameras.length, file)
      : writeVideo(pictures, { width, height, framesPerSecond }, file, ffmpeg);
  return writeWhole(target, write, unfinished);
}

export const isAsked = ({ output }: Pick<PathOrder, 'output'>) => output === 'relevancy' || output === 'composite';

type Asked = Pick<PathOrder, 'output' | 'query' | 'canonical' | 'scale' | 'display' | 'dataFolder'>;

function contentOf({ output, query, canonical, scale, display, dataFolder }: Asked): FilmContent {
  if (output === 'rgb' || output === 'depth') return { output };
  const encoders = dataFolder === undefined ? {} : { dataFolder };
  return { output, query: requireQuery(query), canonical, scale, display, encoders };
}
