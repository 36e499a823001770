import type { AnnotatedView } from '../api/contract.ts';
import type { Pose } from '../capture/types.ts';

/** Annotated views as data, in normalised coordinates, with the way to those of the capture. */
export function viewsDocument(
  views: readonly AnnotatedView[],
  { project, transform, generator }: { project: string; transform: Pose; generator: string },
) {
  return {
    format: 'lerf-studio-views',
    version: 1,
    generator,
    createdAt: new Date().toISOString(),
    project,
    /** 3×4, row-major: normalised = matrix · (capture, 1). */
    normalisedFromCapture: transform,
    views: views.map(({ name, content, createdAt, changedAt }) => ({ name, createdAt, changedAt, content })),
  };
}
