import { cropSquare } from '../../../main/encoders/crop.ts';
import type { Random } from '../../../main/field/random.ts';
import { captionsOfCrop, type Square } from './captions.ts';
import type { LabelledImage } from './labelled-image.ts';
import type { StepSizes } from './step.ts';
import { type WordTokenizer, wordsOf } from './tokenizer.ts';

/** Crops cut from each image of a batch: what else the image shows makes the hardest wrong answers. */
const cropsPerImage = 8;
/** How many crops are placed near a thing, and their sides then in lengths of it; the others lie anywhere. */
const nearThing = 0.75;
const [closest, farthest] = [0.5, 2.2];
/** Every so many pixels of a mask are looked at to find its things. */
const samplingStep = 3;
/** Sides of crops, as fractions of the image's height; LERF's. */
const [smallestSide, largestSide] = [0.05, 0.5];
/** How a step's phrases are chosen, as fractions of them; the rest is drawn from all. */
const shareOfTrue = 0.7;
const shareOfAltered = 0.15;

interface VisibleThing {
  /** Some of its pixels. */
  readonly places: Int32Array;
  /** Side of a square of its area, in pixels. */
  readonly size: number;
}

/** Values of one training step. */
export interface EncoderBatch {
  readonly pixels: Float32Array<ArrayBuffer>;
  readonly ids: Int32Array<ArrayBuffer>;
  readonly truth: Float32Array<ArrayBuffer>;
}

/** Draws crops and phrases for training steps. */
export class EncoderBatches {
  private readonly images: readonly LabelledImage[];
  private readonly phrases: readonly string[];
  private readonly names: readonly string[];
  private readonly canonical: readonly string[];
  private readonly tokenizer: WordTokenizer;
  private readonly sizes: Omit<StepSizes, 'names'>;
  private readonly imageSize: number;
  private readonly colours: readonly string[];
  private readonly thingsOf = new Map<LabelledImage, readonly VisibleThing[]>();
  private readonly crop: Uint8Array;

  constructor(options: {
    images: readonly LabelledImage[];
    phrases: readonly string[];
    /** Of all things and surroundings; part of every batch. */
    names: readonly string[];
    canonical: readonly string[];
    colours: readonly string[];
    tokenizer: WordTokenizer;
    sizes: Omit<StepSizes, 'names'>;
    imageSize: number;
  }) {
    this.images = options.images;
    this.phrases = options.phrases;
    this.names = options.names;
    this.canonical = options.canonical;
    this.colours = options.colours;
    this.tokenizer = options.tokenizer;
    this.sizes = options.sizes;
    this.imageSize = options.imageSize;
    this.crop = new Uint8Array(3 * this.imageSize ** 2);
  }

  next(random: Random): EncoderBatch {
    const { crops, phrases } = this.sizes;
    const pixels = new Float32Array(crops * this.crop.length);
    const captions: Map<string, number>[] = [];
    let image = this.images[0]!;
    for (let crop = 0; crop < crops; crop++) {
      if (crop % cropsPerImage === 0) image = this.images[random.integer(this.images.length)]!;
      const square = this.place(image, random);
      captions.push(captionsOfCrop(image, square));
      cropSquare(image, square.left, square.top, square.side, this.imageSize, this.crop, 0);
      augment(
        this.crop,
        this.imageSize,
        random,
        pixels.subarray(crop * this.crop.length, (crop + 1) * this.crop.length),
      );
    }
    const chosen = this.choosePhrases(captions, random);
    const truth = new Float32Array(crops * phrases);
    for (const [column, phrase] of chosen.entries()) {
      for (const [row, holds] of captions.entries()) truth[row * phrases + column] = holds.get(phrase) ?? 0;
    }
    const { context } = this.tokenizer;
    const ids = new Int32Array((phrases + this.canonical.length) * context);
    for (const [row, phrase] of [...chosen, ...this.canonical].entries()) {
      ids.set(this.tokenizer.encode(phrase), row * context);
    }
    return { pixels, ids, truth };
  }

  private place(image: LabelledImage, random: Random): Square {
    const things = this.things(image);
    const [smallest, largest] = [smallestSide * image.height, largestSide * image.height];
    let side = smallest + (largest - smallest) * random.next();
    let [x, y] = [random.next() * image.width, random.next() * image.height];
    if (things.length > 0 && random.next() < nearThing) {
      const { places, size } = things[random.integer(things.length)]!;
      const place = places[random.integer(places.length)]!;
      side = Math.max(smallest, Math.min(largest, size * closest * (farthest / closest) ** random.next()));
      const shift = () => (random.next() - 0.5) * 0.5 * side;
      x = (place % image.width) + shift();
      y = Math.floor(place / image.width) + shift();
    }
    const whole = Math.max(2, Math.round(side));
    return { left: Math.round(x - whole / 2), top: Math.round(y - whole / 2), side: whole };
  }

  /** Some pixels of each thing, and how large it is. */
  private things(image: LabelledImage): readonly VisibleThing[] {
    const known = this.thingsOf.get(image);
    if (known) return known;
    const byThing = new Map<number, number[]>();
    for (let pixel = 0; pixel < image.mask.length; pixel += samplingStep) {
      const thing = image.parts.get(image.mask[pixel]!)!.thing;
      if (thing === null) continue;
      const list = byThing.get(thing);
      if (list) list.push(pixel);
      else byThing.set(thing, [pixel]);
    }
    const things = [...byThing.values()].map((pixels) => ({
      places: Int32Array.from(pixels),
      size: Math.sqrt(samplingStep * pixels.length),
    }));
    this.thingsOf.set(image, things);
    return things;
  }

  /** The names, phrases that hold for some crop, such with another colour, and any: all different. */
  private choosePhrases(captions: readonly ReadonlyMap<string, number>[], random: Random): string[] {
    const { phrases } = this.sizes;
    const chosen = new Set(this.names);
    const lists = captions.map((holds) => [...holds.keys()]).filter((list) => list.length > 0);
    for (let tries = 0; chosen.size < shareOfTrue * phrases && lists.length > 0 && tries < 4 * phrases; tries++) {
      const list = lists[tries % lists.length]!;
      chosen.add(list[random.integer(list.length)]!);
    }
    const altered = [...chosen].flatMap((phrase) => this.withOtherColour(phrase, random));
    for (const phrase of altered.slice(0, Math.floor(shareOfAltered * phrases))) chosen.add(phrase);
    while (chosen.size < phrases) chosen.add(this.phrases[random.integer(this.phrases.length)]!);
    return [...chosen].slice(0, phrases);
  }

  private withOtherColour(phrase: string, random: Random): string[] {
    const words = wordsOf(phrase);
    if (words.length < 2) return [];
    const place = words.findIndex((word) => this.colours.includes(word));
    if (place < 0) return [];
    return [words.with(place, this.colours[random.integer(this.colours.length)]!).join(' ')];
  }
}

/** A crop as the image tower takes it, from −1 to 1, planes apart; mirrored or not, in other light. */
function augment(crop: Uint8Array, size: number, random: Random, out: Float32Array): void {
  const isMirrored = random.next() < 0.5;
  const around = (reach: number) => 1 + reach * (2 * random.next() - 1);
  const light = around(0.15);
  const gains = [0, 1, 2].map(() => (light * around(0.04) * 2) / 255);
  const offset = 0.08 * (2 * random.next() - 1) - 1;
  const area = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = 3 * (y * size + (isMirrored ? size - 1 - x : x));
      const to = y * size + x;
      // What lies outside the photograph stays black.
      const isBlack = crop[from] === 0 && crop[from + 1] === 0 && crop[from + 2] === 0;
      for (let plane = 0; plane < 3; plane++) {
        const value = isBlack ? -1 : crop[from + plane]! * gains[plane]! + offset;
        out[plane * area + to] = Math.max(-1, Math.min(1, value));
      }
    }
  }
}
