import type { Random } from '../../../main/field/random.ts';
import type { LabelledImage, PartLabel } from './labelled-image.ts';

const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [200, 50, 45],
  green: [60, 150, 70],
  blue: [50, 90, 190],
  yellow: [240, 210, 50],
};
const shapes: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  disc: (x, y) => x * x + y * y < 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85,
  ring: (x, y) => x * x + y * y < 1 && x * x + y * y > 0.35,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.3 && Math.max(Math.abs(x), Math.abs(y)) < 1,
};

/** Coloured shapes on a noisy ground, labelled: rendered scenes as far as a test is concerned. */
export function drawTestImage(random: Random, width = 120, height = 90): LabelledImage {
  const pixels = new Uint8Array(3 * width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 120 + random.integer(20);
  const mask = new Uint8Array(width * height);
  const parts = new Map<number, PartLabel>([[0, { thing: null, captions: ['table', 'background'], own: [] }]]);
  const questions = new Map<number, readonly string[]>();
  const classes = new Map([[0, 'table']]);
  for (let thing = 0; thing < 4; thing++) {
    const colour = Object.keys(colours)[random.integer(4)]!;
    const shape = Object.keys(shapes)[random.integer(4)]!;
    const captions = [shape, `${colour} ${shape}`, `something ${colour}`];
    parts.set(thing + 1, { thing, captions, own: [] });
    questions.set(thing, captions);
    classes.set(thing + 1, shape);
    const [across, down] = [random.next() * width, random.next() * height];
    const radius = height * (0.08 + 0.14 * random.next());
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!shapes[shape]!((x - across) / radius, (y - down) / radius)) continue;
        mask[y * width + x] = thing + 1;
        pixels.set(
          colours[colour]!.map((value) => value + random.integer(16) - 8),
          3 * (y * width + x),
        );
      }
    }
  }
  return { pixels, width, height, mask, parts, questions, classes };
}
