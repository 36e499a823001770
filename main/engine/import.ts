import type { ImportResult } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';

export interface CaptureImport {
  /** Folder or transforms.json. */
  capture: string;
  /** Folder of the photographs, where the capture does not hold them. */
  images: string | undefined;
  /** The .lerf file to write; must not exist. */
  path: string;
  name: string;
  downscale: number;
  holdout: number;
}

export interface ImportHooks {
  signal: AbortSignal;
  onProgress(done: number, total: number | null, message: string): void;
  onWarning(warning: string): void;
}

/**
 * Reads a capture and writes it into a new project, one prepared image at a time. The project appears
 * under its name when it is complete; a failure or a cancellation leaves nothing behind.
 * @throws UserError bad-capture, conflict, cancelled, disk and whatever else stands in the way
 */
export async function importCapture(
  request: CaptureImport,
  { signal, onProgress, onWarning }: ImportHooks,
): Promise<Omit<ImportResult, 'projectId'>> {
  // Loaded here because it brings the image library along, which nothing but an import needs.
  const { prepareImage, readCapture, splitOf } = await import('../capture/index.ts');
  onProgress(0, null, 'Reading the capture');
  const capture = await readCapture(request.capture, request.images === undefined ? {} : { images: request.images });
  for (const warning of capture.warnings) onWarning(warning);
  const { frames, skipped, points, kind, source, scale, transform, sceneBox, warnings } = capture;

  const splits = frames.map((frame, index) => splitOf(frame, index, request.holdout));
  const train = splits.filter((split) => split === 'train').length;
  if (train === 0) {
    throw new UserError(
      'bad-request',
      `Nothing is left to train on: of ${frames.length === 1 ? 'one image' : `${frames.length} images`} every one is held out.`,
      'Hold out fewer images, or none with a holdout of 0.',
    );
  }

  return ProjectFile.createAtomic(request.path, request.name, async ({ captures }) => {
    let size = { width: 0, height: 0 };
    for (const [index, frame] of frames.entries()) {
      if (signal.aborted) throw new UserError('cancelled', 'The import was cancelled.');
      onProgress(index, frames.length, `Preparing ${frame.file}`);
      const { data, ...image } = await prepareImage(frame, request.downscale);
      captures.addFrame({
        index,
        file: frame.file,
        split: splits[index]!,
        worldFromCamera: frame.worldFromCamera,
        image: data,
        ...image,
      });
      if (index === 0) size = { width: image.intrinsics.width, height: image.intrinsics.height };
    }
    if (points) captures.setPoints(points.positions, points.colors);
    const { downscale } = request;
    const importedAt = new Date().toISOString();
    captures.save({ kind, source, downscale, scale, transform, sceneBox, skipped, warnings, importedAt });
    onProgress(frames.length, frames.length, 'Writing the project');
    return {
      project: request.path,
      images: frames.length,
      train,
      test: frames.length - train,
      skipped,
      warnings,
      ...size,
      scale,
    };
  });
}
