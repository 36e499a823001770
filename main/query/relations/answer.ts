import type { Cluster } from '../clusters.ts';
import { evaluateRelation, type RelationSetting } from './evaluate-relation.ts';
import type { Constraint, Thing } from './sentence.ts';

/** What holds, or does not, between a thing and others. */
export interface Holds {
  readonly constraint: Constraint;
  /** How well, in [0, 1]; for what must not hold, how well it does not. */
  readonly score: number;
  /** What it refers to; empty where none was found for something that must not hold. */
  readonly references: readonly Found[];
}

/** A thing that answers to what was asked. */
export interface Found {
  readonly object: Cluster;
  /** How well it is what was asked for and where: the product of all that follows, in [0, 1]. */
  readonly score: number;
  /** How well it is what was asked for. */
  readonly objectScore: number;
  readonly holds: readonly Holds[];
}

export interface Answer {
  readonly thing: Thing;
  /** Best first. */
  readonly found: readonly Found[];
  /** What the answer needs and the scene has nothing of. */
  readonly missing: readonly string[];
}

/** Things that are tried for each phrase: the best ones, as each is compared with all of another phrase. */
const MAX_CANDIDATES = 16;
/** Two clusters that share more of their points than this are one thing, under two names. */
const SAME_THING = 0.5;

/**
 * Finds the things that a sentence speaks of.
 * @param clustersOf what answers to a phrase, best first; to null: everything that was found in the scene.
 */
export function answer(
  things: readonly Thing[],
  clustersOf: (phrase: string | null) => readonly Cluster[],
  setting: RelationSetting,
): Answer[] {
  const missing = new Set<string>();
  const find = (thing: Thing): Found[] => {
    const candidates = clustersOf(thing.phrase).slice(0, MAX_CANDIDATES);
    if (candidates.length === 0) missing.add(thing.phrase ?? 'anything');
    const constraints = thing.constraints.map((constraint) => ({
      constraint,
      references: combinations(constraint.references.map(find)),
    }));
    return candidates
      .map((object): Found => {
        const holds = constraints.map(({ constraint, references }) => hold(object, constraint, references, setting));
        const objectScore = thing.phrase === null ? 1 : object.score;
        return {
          object,
          objectScore,
          holds,
          score: holds.reduce((product, { score }) => product * score, objectScore),
        };
      })
      .sort((a, b) => b.score - a.score);
  };
  return things.map((thing) => {
    missing.clear();
    const found = find(thing).filter(({ score }) => score > 0);
    return { thing, found, missing: [...missing] };
  });
}

/** The references that a constraint holds best with, however well they are what was asked for themselves. */
function hold(
  object: Cluster,
  constraint: Constraint,
  combinations: readonly (readonly Found[])[],
  setting: RelationSetting,
): Holds {
  let best: { score: number; references: readonly Found[] } = { score: 0, references: [] };
  for (const references of combinations) {
    const all = [object, ...references.map((reference) => reference.object)];
    if (all.some((a, i) => all.slice(i + 1).some((b) => isSameThing(a, b)))) continue;
    const relation = evaluateRelation(
      constraint.relation,
      object.box,
      references.map((reference) => reference.object.box),
      setting,
    );
    const score = references.reduce((product, reference) => product * reference.score, relation);
    if (score > best.score) best = { score, references };
  }
  if (!constraint.negated) return { constraint, ...best };
  // Against what is most likely meant, or a doubtful reference would make everything hold.
  const certain = Math.max(...combinations.map((found) => found.reduce((product, { score }) => product * score, 1)), 0);
  return { constraint, score: certain > 0 ? 1 - best.score / certain : 1, references: best.references };
}

/** One of each list, in all ways. */
function combinations(lists: readonly (readonly Found[])[]): Found[][] {
  return lists.reduce<Found[][]>((all, list) => all.flatMap((some) => list.map((found) => [...some, found])), [[]]);
}

/** By the points they share, as a part of all points of both. */
function isSameThing(a: Cluster, b: Cluster): boolean {
  const apart = Math.hypot(...[0, 1, 2].map((axis) => a.box.centre[axis]! - b.box.centre[axis]!));
  if (apart > Math.hypot(...a.box.halfExtent) + Math.hypot(...b.box.halfExtent)) return false;
  let shared = 0;
  for (let i = 0, j = 0; i < a.points.length && j < b.points.length; ) {
    const [p, q] = [a.points[i]!, b.points[j]!];
    if (p === q) shared++;
    if (p <= q) i++;
    if (q <= p) j++;
  }
  return shared > SAME_THING * (a.points.length + b.points.length - shared);
}
