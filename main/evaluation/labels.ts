/**
 * Labels of where things are in photographs: a folder of JSON files, one for each labelled photograph, as
 * LERF-OVS (written by ISAT) or LERF's own localization set (written by LabelMe) has them.
 */
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { z } from 'zod';
import type { Frame } from '../api/contract.ts';
import { readJson } from '../capture/read-file.ts';
import { UserError } from '../errors.ts';

export type Point = readonly [x: number, y: number];

/** What somebody drew round one object, in pixels; (0, 0) is the image's upper left corner. */
export interface Outline {
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  /** At least three points; closed without repeating the first. */
  readonly polygon: readonly Point[];
}

export interface LabelledImage {
  /** The label file. */
  readonly file: string;
  /** Name of the photograph without folder and extension. */
  readonly image: string;
  /** Of the photograph that was labelled, which may be larger than what was imported. */
  readonly width: number;
  readonly height: number;
  /** All outlines of each phrase, in the order of the file. */
  readonly phrases: ReadonlyMap<string, readonly Outline[]>;
}

/** Labels in pixels of a project's own image. */
export interface LabelledFrame<Camera extends Frame = Frame> {
  readonly frame: Camera;
  readonly phrases: LabelledImage['phrases'];
}

const hint = 'Give a folder of label files as LERF-OVS or LabelMe write them, one beside each labelled photograph.';

const number = z.number({ error: 'not a finite number' });
const points = z.array(z.array(number).length(2));
const size = number.positive();
/** Both formats at once: which of the two a file has shows in what it holds. */
const fileSchema = z.object({
  // ISAT
  info: z.object({ name: z.string().optional(), width: size, height: size }).optional(),
  objects: z
    .array(
      z.object({ category: z.string(), bbox: z.array(number).length(4).optional(), segmentation: points.optional() }),
    )
    .optional(),
  // LabelMe
  imagePath: z.string().optional(),
  imageWidth: size.optional(),
  imageHeight: size.optional(),
  shapes: z.array(z.object({ label: z.string(), shape_type: z.string().optional(), points })).optional(),
});
type LabelFile = z.infer<typeof fileSchema>;
type Place = (problem: string) => UserError;

/** Pixels that the sides of a prepared image may be off by after rounding. */
const roundingPixels = 2;
const backgroundOfIsat = '__background__';

/** Reads every label file of a folder, by name. @throws UserError not-found, bad-request naming what is wrong where */
export async function readLabels(folder: string): Promise<LabelledImage[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new UserError('not-found', `The label folder ${folder} cannot be read.`, hint, { cause });
  });
  const files = entries.filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (files.length === 0) throw new UserError('bad-request', `${folder} holds no label files (*.json).`, hint);
  const labels: LabelledImage[] = [];
  for (const name of files) {
    const label = await readLabelFile(join(folder, name));
    const twin = labels.find(({ image }) => image === label.image);
    if (twin) throw new UserError('bad-request', `${label.file} and ${twin.file} label the same photograph.`, hint);
    labels.push(label);
  }
  return labels;
}

/** @throws UserError bad-request naming what is wrong where */
export async function readLabelFile(file: string): Promise<LabelledImage> {
  const content = await readJson(file, fileSchema).catch((error: unknown) => {
    // How files are read is known to the capture readers, which speak of captures in their hints.
    throw error instanceof UserError ? new UserError('bad-request', error.message, hint, { cause: error }) : error;
  });
  const wrong = (problem: string) => new UserError('bad-request', `${file} cannot be used: ${problem}.`, hint);
  const { name, width, height } = describeImage(content, wrong);
  const phrases = new Map<string, Outline[]>();
  for (const { phrase, outline } of labelsOf(content, wrong)) {
    const [left, top, right, bottom] = outline.box;
    if (right < 0 || bottom < 0 || left > width || top > height) {
      throw wrong(`an outline of '${phrase}' lies outside the image of ${width} × ${height}`);
    }
    const outlines = phrases.get(phrase);
    if (outlines) outlines.push(outline);
    else phrases.set(phrase, [outline]);
  }
  return { file, image: stem(name ?? file), width, height, phrases };
}

/**
 * Finds the project's frame of every labelled photograph by its name, and brings the labels to the size
 * that it was imported at.
 * @returns besides, the label files whose photograph the project does not have
 * @throws UserError bad-request if there is none at all, if a name fits several, or if the shapes differ
 */
export function matchLabels<Camera extends Frame>(
  labels: readonly LabelledImage[],
  frames: readonly Camera[],
): { labelled: LabelledFrame<Camera>[]; unmatched: string[] } {
  const labelled: LabelledFrame<Camera>[] = [];
  const unmatched: string[] = [];
  for (const label of labels) {
    const named = frames.filter(({ file }) => stem(file) === label.image);
    if (named.length > 1) {
      throw new UserError(
        'bad-request',
        `${label.file} could belong to ${named[0]!.file} or to ${named[1]!.file}.`,
        'Images of one capture that are labelled need names of their own.',
      );
    }
    if (named.length === 0) unmatched.push(label.file);
    else labelled.push({ frame: named[0]!, phrases: scaled(label, named[0]!) });
  }
  if (labelled.length > 0) return { labelled, unmatched };
  throw new UserError(
    'bad-request',
    `The project has none of the ${labels.length} labelled photographs, such as ${labels[0]?.image}.`,
    `Its images are named like ${frames[0]?.file}: do the labels belong to another capture?`,
  );
}

function scaled(label: LabelledImage, { file, intrinsics }: Frame): LabelledImage['phrases'] {
  const [x, y] = [intrinsics.width / label.width, intrinsics.height / label.height];
  if (Math.abs(label.width * y - intrinsics.width) > roundingPixels + 0.01 * intrinsics.width) {
    throw new UserError(
      'bad-request',
      `${label.file} labels an image of ${label.width} × ${label.height}, but ${file} has another shape: ${intrinsics.width} × ${intrinsics.height}.`,
      'Labels fit only the photograph that they were drawn on.',
    );
  }
  const scaleOutline = ({ box: [left, top, right, bottom], polygon }: Outline): Outline => ({
    box: [left * x, top * y, right * x, bottom * y],
    polygon: polygon.map((point) => [point[0] * x, point[1] * y]),
  });
  return new Map([...label.phrases].map(([phrase, outlines]) => [phrase, outlines.map(scaleOutline)]));
}

function describeImage(content: LabelFile, wrong: Place): { name: string | undefined; width: number; height: number } {
  const { info, imagePath, imageWidth, imageHeight } = content;
  if (content.objects && info) return { name: info.name, width: info.width, height: info.height };
  if (content.shapes && imageWidth !== undefined && imageHeight !== undefined) {
    return { name: imagePath, width: imageWidth, height: imageHeight };
  }
  if (content.objects) throw wrong('info with the width and height of the image is missing');
  if (content.shapes) throw wrong('imageWidth and imageHeight are missing');
  throw wrong("it holds neither 'objects' nor 'shapes'");
}

function* labelsOf(content: LabelFile, wrong: Place): Generator<{ phrase: string; outline: Outline }> {
  for (const [index, { category, bbox, segmentation }] of (content.objects ?? []).entries()) {
    if (category === backgroundOfIsat) continue;
    const place: Place = (problem) => wrong(`objects[${index}] ${problem}`);
    yield { phrase: phraseOf(category, place), outline: outlineOf(segmentation, bbox, place) };
  }
  if (content.objects) return;
  for (const [index, { label, shape_type: type = 'polygon', points }] of (content.shapes ?? []).entries()) {
    const place: Place = (problem) => wrong(`shapes[${index}] ${problem}`);
    const phrase = phraseOf(label, place);
    if (type === 'polygon') yield { phrase, outline: outlineOf(points, undefined, place) };
    else if (type === 'rectangle' && points.length === 2)
      yield { phrase, outline: outlineOf([], points.flat(), place) };
    else throw place(`is a ${type} of ${points.length} points, not a polygon or the two corners of a rectangle`);
  }
}

function phraseOf(text: string, wrong: Place): string {
  const phrase = text.trim();
  if (phrase === '') throw wrong('has no name');
  return phrase;
}

/** Where only the box or only the polygon is given, the one is made of the other. */
function outlineOf(polygon: readonly number[][] = [], corners: readonly number[] | undefined, wrong: Place): Outline {
  if (polygon.length > 0 && polygon.length < 3) throw wrong(`has an outline of only ${polygon.length} points`);
  if (polygon.length === 0 && !corners) throw wrong('has neither an outline nor a box');
  const drawn = polygon.map(([x, y]): Point => [x!, y!]);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of corners ? [corners.slice(0, 2), corners.slice(2)] : drawn) {
    [left, right] = [Math.min(left, x!), Math.max(right, x!)];
    [top, bottom] = [Math.min(top, y!), Math.max(bottom, y!)];
  }
  const rectangle: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  return { box: [left, top, right, bottom], polygon: drawn.length > 0 ? drawn : rectangle };
}

/** Labels written on Windows have its separators. */
function stem(path: string): string {
  return parse(path.replaceAll('\\', '/')).name;
}
