import type { FreeCamera, PickResponse, Vector } from '../../main/api/contract.ts';

/** How what is known of a clicked point is worded. */

export const formatPosition = (position: Readonly<Vector>): string =>
  position.map((coordinate) => coordinate.toFixed(3).replace('-', '−')).join(', ');

/** How deep a point lies before a camera, along its axis; negative behind it. Normalised world. */
export function depthFrom(
  { worldFromCamera }: Pick<FreeCamera, 'worldFromCamera'>,
  position: Readonly<Vector>,
): number {
  // OpenGL: the camera looks along its negative z axis, the third column; the fourth is where it stands.
  return [0, 1, 2].reduce((sum, row) => {
    const [axis, centre] = [worldFromCamera[4 * row + 2]!, worldFromCamera[4 * row + 3]!];
    return sum - axis * (position[row]! - centre);
  }, 0);
}

/** From here on a place is more like the word than like any canonical phrase. */
const EVEN = 0.5;

/** What the place is, as far as the vocabulary has a word for it. */
export function describeWords({ words }: Pick<PickResponse, 'words'>): string {
  const [first, second] = words;
  if (first === undefined) return 'The vocabulary is empty.';
  if (first.relevancy < EVEN) return `No word of the vocabulary fits; the nearest is “${first.word}”.`;
  if (second !== undefined && second.relevancy >= EVEN && first.relevancy - second.relevancy < 0.02) {
    return `“${first.word}” or “${second.word}”`;
  }
  return `“${first.word}”`;
}

/** Whether there are words that the place has not been compared with yet. */
export const isReading = ({ vocabulary: { read, total } }: Pick<PickResponse, 'vocabulary'>): boolean => read < total;

const LONGEST_NAME = 60;

/** What a search for things like a point is called. */
export function nameOfLike({ words }: Pick<PickResponse, 'words'>): string {
  const word = words[0];
  if (word === undefined || word.relevancy < EVEN) return 'like the picked place';
  return `like this “${word.word.slice(0, LONGEST_NAME)}”`;
}
