import { ProjectFile } from '../store/project-file.ts';

/** Bytes that stand for an image where nothing decodes it. */
const fakeImage = (index: number) => Buffer.from([0xff, 0xd8, index, 0xff, 0xd9]);

/** Writes a complete project of a few frames without pixels, every fourth held out. */
export function createTinyProject(path: string, { frames = 5, name = 'Tiny' } = {}): Promise<void> {
  return ProjectFile.createAtomic(path, name, ({ captures }) => {
    captures.save({
      kind: 'transforms',
      source: '/captures/tiny',
      downscale: 1,
      scale: 0.5,
      transform: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
      sceneBox: [-1, -1, -1, 1, 1, 1],
      skipped: [{ file: 'images/gone.jpg', reason: 'The image is missing.' }],
      warnings: [],
      importedAt: new Date().toISOString(),
    });
    for (let index = 0; index < frames; index++) {
      captures.addFrame({
        index,
        file: `images/${index}.jpg`,
        split: index % 4 === 0 ? 'test' : 'train',
        intrinsics: { width: 4, height: 3, fx: 4, fy: 4, cx: 2, cy: 1.5, distortion: [0, 0, 0, 0, 0, 0] },
        worldFromCamera: [1, 0, 0, index / frames, 0, 1, 0, 0, 0, 0, 1, 1],
        hasAlpha: false,
        mime: 'image/jpeg',
        image: fakeImage(index),
        thumbnail: fakeImage(100 + index),
      });
    }
    captures.setPoints(Float32Array.of(0, 0.5, 1), Uint8Array.of(10, 20, 30));
  });
}
