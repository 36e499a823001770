import sharp from 'sharp';
import { seededRandom } from '../../main/testing/seeded-random.ts';

/** Some thumbnails as the user interface takes them of its 3D view, 480 pixels wide: JPEG images of some 30 kB. */
export function makeThumbnails(): Promise<Buffer[]> {
  const [width, height] = [480, 300];
  return Promise.all(
    Array.from({ length: 8 }, (_, seed) => {
      const random = seededRandom(seed);
      const pixels = Uint8Array.from(
        { length: width * height * 3 },
        (_, i) => (i / 1500 + 60 * random() + 40 * seed) % 256,
      );
      return sharp(pixels, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 60 })
        .toBuffer();
    }),
  );
}
