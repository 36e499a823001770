import { UserError } from '../errors.ts';
import { psnr } from '../evaluation/psnr.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedField } from '../training/trained-field.ts';
import { depthImage, greyImage } from './colour-maps.ts';
import type { RenderHooks } from './field-renderer.ts';
import { encodePng, loadPhotograph, toRgb } from './images.ts';

export type RenderOutput = 'rgb' | 'depth' | 'accumulation';

/**
 * Renders the view of one of the project's cameras from a run's newest checkpoint. The PSNR against its
 * photograph comes with colour renders.
 * @throws UserError not-found, conflict, cancelled
 */
export async function renderFrame(
  project: ProjectFile,
  { runId, frame: index, output, ...hooks }: { runId: string; frame: number; output: RenderOutput } & RenderHooks,
): Promise<{ png: Buffer; width: number; height: number; psnr: number | null }> {
  const frame = project.captures.frames().find((candidate) => candidate.index === index);
  if (!frame) throw new UserError('not-found', `The project has no camera ${index}.`);
  await using field = await openTrainedField(project, runId);
  const view = await field.renderer.render(frame, hooks);
  const { width, height } = view;
  switch (output) {
    case 'rgb': {
      const photograph = await loadPhotograph(project, frame);
      return { png: await encodePng(toRgb(view)), width, height, psnr: psnr(view.colour, photograph.pixels) };
    }
    case 'depth':
      return { png: await encodePng(depthImage(view)), width, height, psnr: null };
    case 'accumulation':
      return { png: await encodePng(greyImage(view.accumulation, width, height)), width, height, psnr: null };
  }
}
