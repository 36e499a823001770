import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { type ColmapCamera, type ColmapImage, type ColmapPoint, modelByName } from './colmap-model.ts';

interface Line {
  number: number;
  fields: string[];
}

/** Lines that are not comments. Empty ones are kept: an image without observations has an empty second line. */
function lines(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => !line.text.startsWith('#'))
    .map((line) => ({ number: line.number, fields: line.text === '' ? [] : line.text.split(/\s+/) }));
}

function damaged(file: string, line: Line, what: string): UserError {
  return new UserError(
    'bad-capture',
    `${basename(file)} is damaged at line ${line.number}: ${what}.`,
    'Copy it again.',
  );
}

function numbers(file: string, line: Line, from: number, count: number): number[] {
  const fields = line.fields.slice(from, from + count);
  const values = fields.map(Number);
  if (values.length < count || values.some(Number.isNaN)) {
    throw damaged(file, line, `${count} numbers were expected after ${from} fields`);
  }
  return values;
}

export function parseCamerasText(text: string, file: string): ColmapCamera[] {
  return lines(text)
    .filter(({ fields }) => fields.length > 0)
    .map((line) => {
      const [id] = numbers(file, line, 0, 1);
      const model = modelByName(line.fields[1] ?? '', file);
      const [width, height] = numbers(file, line, 2, 2);
      const parameters = numbers(file, line, 4, model.parameters);
      return { id: id!, model: model.name, width: width!, height: height!, parameters };
    });
}

export function parseImagesText(text: string, file: string): ColmapImage[] {
  const all = lines(text);
  const images: ColmapImage[] = [];
  // Two lines per image; the second holds its observations, which are not needed.
  for (let index = 0; index < all.length; index += 2) {
    const line = all[index]!;
    if (line.fields.length === 0) {
      index -= 1;
      continue;
    }
    const [id, ...pose] = numbers(file, line, 0, 9);
    const name = line.fields.slice(9).join(' ');
    if (name === '') throw damaged(file, line, 'the name of the image is missing');
    images.push({ id: id!, rotation: pose.slice(0, 4), translation: pose.slice(4, 7), cameraId: pose[7]!, name });
  }
  return images;
}

export function parsePointsText(text: string, file: string): ColmapPoint[] {
  return lines(text)
    .filter(({ fields }) => fields.length > 0)
    .map((line) => {
      const [id, ...rest] = numbers(file, line, 0, 7);
      return { id: id!, position: rest.slice(0, 3), color: rest.slice(3, 6) };
    });
}
