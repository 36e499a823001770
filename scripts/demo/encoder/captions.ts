import type { LabelledImage } from './labelled-image.ts';

/** A square of an image in whole pixels; may reach out of it. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Points across a square at which the mask is looked up. */
const grid = 24;
/** Standard deviation of the weights around the middle, in sides of the square. */
const spread = 0.25;
/** What a pixel of the surroundings counts beside one of a thing: a pen is all that a picture of it shows. */
const surroundings = 0.3;
/** A part is looked at for itself when it is a good deal of what is seen. */
const partEmphasis = 1.5;
/** Shares below the first hold not at all, above the second fully. */
const [nothing, everything] = [0.08, 0.63];

const weights = gaussian();

/**
 * Which phrases hold for a crop, and how far, 0 … 1: from what share of it shows what they speak of, weighted
 * to its middle, since LERF takes a crop's embedding for that of the pixel there.
 */
export function captionsOfCrop(image: LabelledImage, square: Square): Map<string, number> {
  const byPart = new Map<number, number>();
  let outside = 0;
  for (let row = 0; row < grid; row++) {
    const y = Math.floor(square.top + ((row + 0.5) / grid) * square.side);
    for (let column = 0; column < grid; column++) {
      const x = Math.floor(square.left + ((column + 0.5) / grid) * square.side);
      const weight = weights[row]! * weights[column]!;
      const isInside = x >= 0 && y >= 0 && x < image.width && y < image.height;
      if (!isInside) outside += weight;
      else {
        const part = image.mask[y * image.width + x]!;
        byPart.set(part, (byPart.get(part) ?? 0) + weight);
      }
    }
  }
  return captionsOfShares(image, byPart, outside);
}

function captionsOfShares(image: LabelledImage, byPart: ReadonlyMap<number, number>, outside: number) {
  let total = surroundings * outside;
  const importance = new Map<number, number>();
  for (const [part, weight] of byPart) {
    const isThing = image.parts.get(part)!.thing !== null;
    importance.set(part, isThing ? weight : surroundings * weight);
    total += importance.get(part)!;
  }
  const shares = new Map<string, number>();
  const addShare = (phrase: string, share: number) => shares.set(phrase, (shares.get(phrase) ?? 0) + share);
  for (const [part, value] of importance) {
    const { captions, own } = image.parts.get(part)!;
    for (const phrase of captions) addShare(phrase, value / total);
    for (const phrase of own) addShare(phrase, (partEmphasis * value) / total);
  }
  const holds = new Map<string, number>();
  for (const [phrase, share] of shares) if (share > nothing) holds.set(phrase, truthOf(share));
  return holds;
}

/** Rises all the way, so that the middle of a thing holds more than its edge. */
function truthOf(share: number): number {
  const ramp = Math.min(1, (share - nothing) / (everything - nothing));
  return 0.9 * ramp + 0.1 * Math.min(1, share);
}

function gaussian(): Float64Array {
  const places = Float64Array.from({ length: grid }, (_, i) =>
    Math.exp(-0.5 * (((i + 0.5) / grid - 0.5) / spread) ** 2),
  );
  const sum = places.reduce((a, b) => a + b);
  return places.map((value) => value / sum);
}
