import type { z } from 'zod';
import type { renderRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { RenderedFrame, ViewCamera, ViewHooks } from '../view/index.ts';
import { requireQuery, runWithCheckpoint, runWithLanguage } from './evaluate-run.ts';

export interface RenderOrder extends Omit<z.output<typeof renderRequestSchema>, 'run'> {
  runId: string | undefined;
  /** Where the encoder of a query may lie; default: the user's. */
  dataFolder?: string;
}

/** Renders a view of a run's newest checkpoint. @throws UserError bad-request, not-found, conflict, cancelled */
export async function renderWith(
  project: ProjectFile,
  { runId, output, query, canonical, scale, display, legend, marks, dataFolder, ...view }: RenderOrder,
  hooks: ViewHooks,
): Promise<RenderedFrame> {
  const { renderFrame } = await import('../view/index.ts');
  const shared = { ...cameraOf(view), ...hooks, marks, legend };
  if (output !== 'relevancy' && output !== 'composite') {
    return renderFrame(project, { ...shared, runId: runWithCheckpoint(project, runId), output });
  }
  return renderFrame(project, {
    ...shared,
    runId: runWithLanguage(project, runId),
    output,
    query: requireQuery(query),
    canonical,
    scale,
    display,
    encoders: dataFolder === undefined ? {} : { dataFolder },
  });
}

function cameraOf({
  frame,
  camera,
  width,
  height,
}: Pick<RenderOrder, 'frame' | 'camera' | 'width' | 'height'>): ViewCamera {
  if (frame !== undefined) return { frame, width, height };
  if (camera !== undefined && width !== undefined && height !== undefined) return { camera, width, height };
  throw new UserError('bad-request', 'A view needs the camera of a photograph, or one of its own with a size.');
}
