import type { SceneObject, Vec3, View } from '../scene/description.ts';
import type { Random } from '../scene/random.ts';
import { captionsOf, entryOf, phrasesOf } from '../scene/vocabulary.ts';
import { axesOf, dot, worldBox } from './world.ts';

export const relationNames = [
  'left of',
  'right of',
  'in front of',
  'behind',
  'on',
  'under',
  'near',
  'between',
] as const;
export type RelationName = (typeof relationNames)[number];

export interface Relation {
  /** "the mug left of the book" */
  readonly query: string;
  readonly relation: RelationName;
  readonly subject: string;
  readonly references: readonly string[];
  /** Image whose viewer left, right, front and behind are meant for; null where no viewer matters. */
  readonly viewer: string | null;
  /** Id of the one object that answers. */
  readonly answer: number;
}

/** Certain, certainly not, or too close to call (metres and their ratios decide). */
type Verdict = 'yes' | 'no' | 'unsure';

/** Centres more than this apart across, and more across than along: nobody would argue. */
const clearly = 0.07;
const nearGap = 0.1;
const farGap = 0.22;

/**
 * Queries with one right answer, as many as there are up to `each` of every kind: only those where every
 * other object that the subject fits certainly does not stand so.
 * @param seen the objects that can be told in the viewer's frame.
 */
export function relationsOf(
  objects: readonly SceneObject[],
  seen: ReadonlySet<number>,
  viewer: { name: string; view: View },
  random: Random,
  each = 3,
): Relation[] {
  const shown = objects.filter(({ id }) => seen.has(id));
  return relationNames.flatMap((relation) => {
    const found: Relation[] = [];
    const usedAnswers = new Set<number>();
    for (const references of random.shuffle(referencesFor(relation, shown))) {
      if (found.length >= each) break;
      const names = references.map((reference) => uniqueName(reference, objects));
      if (names.some((name) => name === null)) continue;
      for (const answer of random.shuffle(shown)) {
        if (usedAnswers.has(answer.id) || references.includes(answer)) continue;
        if (judge(relation, answer, references, viewer.view) !== 'yes') continue;
        const subject = random
          .shuffle(subjectsOf(answer))
          .find((phrase) =>
            objects.every(
              (other) =>
                other === answer ||
                references.includes(other) ||
                !captionsOf(other).includes(phrase) ||
                judge(relation, other, references, viewer.view) === 'no',
            ),
          );
        if (subject === undefined) continue;
        usedAnswers.add(answer.id);
        found.push({
          query: `the ${subject} ${relation} the ${names.join(' and the ')}`,
          relation,
          subject,
          references: names as string[],
          viewer: isSeenBySomebody(relation) ? viewer.name : null,
          answer: answer.id,
        });
        break;
      }
    }
    return found;
  });
}

const isSeenBySomebody = (relation: RelationName) =>
  ['left of', 'right of', 'in front of', 'behind'].includes(relation);

function referencesFor(relation: RelationName, shown: readonly SceneObject[]): SceneObject[][] {
  if (relation !== 'between') return shown.map((object) => [object]);
  return shown.flatMap((a, i) => shown.slice(i + 1).map((b) => [a, b]));
}

/** A name that fits only this object, so that one knows what is meant. */
function uniqueName(object: SceneObject, objects: readonly SceneObject[]): string | null {
  const fits = (phrase: string) => objects.filter((other) => captionsOf(other).includes(phrase)).length;
  const [name] = entryOf(object.kind).names;
  const coloured = `${object.colour} ${name}`;
  return [name, coloured].find((phrase) => phrasesOf(object).includes(phrase) && fits(phrase) === 1) ?? null;
}

function subjectsOf(object: SceneObject): string[] {
  const [name] = entryOf(object.kind).names;
  const coloured = `${object.colour} ${name}`;
  return [name, ...(phrasesOf(object).includes(coloured) ? [coloured] : [])];
}

export function judge(
  relation: RelationName,
  object: SceneObject,
  references: readonly SceneObject[],
  view: View,
): Verdict {
  const [reference, other] = references as [SceneObject, SceneObject | undefined];
  const stacked = object.host === reference.id || reference.host === object.id;
  if (relation === 'on') return object.host === reference.id ? 'yes' : 'no';
  if (relation === 'under') return reference.host === object.id ? 'yes' : 'no';
  if (relation === 'near') {
    if (stacked) return 'unsure';
    const gap = gapBetween(object, reference);
    return gap < nearGap ? 'yes' : gap > farGap ? 'no' : 'unsure';
  }
  if (relation === 'between') return judgeBetween(object, reference, other!);
  if (stacked) return 'unsure';
  const { right, back } = axesOf(view);
  const away: Vec3 = level([-back[0], -back[1], -back[2]]);
  const offset = minus(centre(object), centre(reference));
  const [across, along] = [dot(offset, level(right)), dot(offset, away)];
  const [wanted, free] = {
    'left of': [-across, along],
    'right of': [across, along],
    'in front of': [-along, across],
    behind: [along, across],
  }[relation] as [number, number];
  if (wanted > clearly && wanted > 1.2 * Math.abs(free) && Math.hypot(across, along) < 0.55) return 'yes';
  return wanted < -0.02 ? 'no' : 'unsure';
}

function judgeBetween(object: SceneObject, a: SceneObject, b: SceneObject): Verdict {
  const [from, to, point] = [centre(a), centre(b), centre(object)];
  const span = level(minus(to, from), false);
  const offset = level(minus(point, from), false);
  const length = Math.hypot(...span);
  const along = dot(offset, span) / (length * length);
  const aside = Math.abs(offset[0] * span[1] - offset[1] * span[0]) / length;
  const isStacked = object.host === a.id || object.host === b.id || a.host === object.id || b.host === object.id;
  if (length > 0.2 && length < 0.75 && along > 0.25 && along < 0.75 && aside < 0.05 && !isStacked) return 'yes';
  return along < 0.05 || along > 0.95 || aside > 0.12 ? 'no' : 'unsure';
}

function centre(object: SceneObject): Vec3 {
  const [low, high] = worldBox(object.box);
  return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
}

/** Free distance between two boxes over the table. */
function gapBetween(a: SceneObject, b: SceneObject): number {
  const [lowA, highA] = worldBox(a.box);
  const [lowB, highB] = worldBox(b.box);
  const gap = (axis: 0 | 1) => Math.max(0, lowA[axis] - highB[axis], lowB[axis] - highA[axis]);
  return Math.hypot(gap(0), gap(1));
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Without its height; as a unit vector unless asked otherwise. */
function level([x, y]: Vec3, isUnit = true): Vec3 {
  const length = isUnit ? Math.hypot(x, y) : 1;
  return [x / length, y / length, 0];
}
