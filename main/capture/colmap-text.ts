import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { type ColmapCamera, type ColmapImage, ColmapPoints, modelByName } from './colmap-model.ts';

/** One line of a text file, split into fields only when they are asked for: most lines are observations. */
class Line {
  readonly number: number;
  readonly text: string;
  private readonly file: string;

  constructor(text: string, number: number, file: string) {
    this.text = text;
    this.number = number;
    this.file = file;
  }

  fields(): string[] {
    return this.text.split(/\s+/);
  }

  damaged(what: string): UserError {
    const message = `${basename(this.file)} is damaged at line ${this.number}: ${what}.`;
    return new UserError('bad-capture', message, 'Copy the COLMAP model again.');
  }

  /** Each field as a number. "nan" and "inf", as C++ writes them, are not finite but no damage. */
  numbers(fields: readonly string[], first: number, count: number): number[] {
    const values = fields.slice(first, first + count).map((field) => this.toNumber(field));
    if (values.length < count) throw this.damaged(`it ends after ${fields.length} of ${first + count} fields`);
    return values;
  }

  private toNumber(field: string): number {
    const value = Number(field);
    if (Number.isNaN(value) && !/^[-+]?(nan|inf)/i.test(field)) {
      throw this.damaged(`"${field.slice(0, 20)}" is not a number`);
    }
    return value;
  }
}

/** Lines that are no comments, without making a list of them all: such files can have millions. */
function* lines(text: string, file: string): Generator<Line> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    start = end < 0 ? text.length : end + 1;
    number++;
    if (!line.startsWith('#')) yield new Line(line, number, file);
  }
}

function* filledLines(text: string, file: string): Generator<Line> {
  for (const line of lines(text, file)) if (line.text !== '') yield line;
}

/** @throws UserError bad-capture naming the line that is damaged */
export function parseCamerasText(text: string, file: string): ColmapCamera[] {
  return Array.from(filledLines(text, file), (line) => {
    const fields = line.fields();
    const [id] = line.numbers(fields, 0, 1);
    if (fields[1] === undefined) throw line.damaged('the camera model is missing');
    const model = modelByName(fields[1], file);
    const [width, height, ...parameters] = line.numbers(fields, 2, 2 + model.parameters);
    return { id: id!, model: model.name, width: width!, height: height!, parameters };
  });
}

/** @throws UserError bad-capture naming the line that is damaged */
export function parseImagesText(text: string, file: string): ColmapImage[] {
  const images: ColmapImage[] = [];
  // Two lines per image. The second, empty where there are none, holds observations, which are not needed.
  let isObservations = false;
  for (const line of lines(text, file)) {
    if (isObservations) {
      isObservations = false;
    } else if (line.text !== '') {
      images.push(parseImage(line));
      isObservations = true;
    }
  }
  return images;
}

function parseImage(line: Line): ColmapImage {
  const fields = line.fields();
  const [id, ...pose] = line.numbers(fields, 0, 9);
  // The name is the rest of the line: it may hold spaces.
  const name = /^(?:\S+\s+){9}(.*)$/s.exec(line.text)?.[1];
  if (!name) throw line.damaged('the name of the image is missing');
  return { id: id!, rotation: pose.slice(0, 4), translation: pose.slice(4, 7), cameraId: pose[7]!, name };
}

/** @throws UserError bad-capture naming the line that is damaged */
export function parsePointsText(text: string, file: string): ColmapPoints {
  let count = 0;
  for (const _ of filledLines(text, file)) count++;
  const points = new ColmapPoints(count);
  for (const line of filledLines(text, file)) {
    const [id, x, y, z, red, green, blue] = line.numbers(line.fields(), 0, 7);
    points.add(id!, x!, y!, z!, red!, green!, blue!);
  }
  return points;
}
