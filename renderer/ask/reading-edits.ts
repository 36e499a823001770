/** Corrections of how a sentence was read: each gives a new tree. */
import type { Constraint, Reading, RelationName, Thing } from '../../main/api/contract.ts';

/** How many things a relation refers to. */
export const referencesOf = (relation: RelationName): number => (relation === 'between' ? 2 : 1);

/** As many references as the relation takes; one that is missing is anything at all. */
export function withRelation(constraint: Constraint, relation: RelationName): Constraint {
  const references = Array.from(
    { length: referencesOf(relation) },
    (_, i): Thing => constraint.references[i] ?? { phrase: null, constraints: [] },
  );
  return { ...constraint, relation, references };
}

/** The tree of a reading that can be corrected: a plain phrase is one thing without conditions. */
export const thingsOf = (reading: Reading): readonly Thing[] =>
  reading.kind === 'relations' ? reading.things : [{ phrase: reading.phrase, constraints: [] }];

/** What has to be looked for as these things; one thing without conditions is the plain phrase. */
export function readingOf(things: readonly Thing[]): Reading | null {
  const [first] = things;
  if (first === undefined) return null;
  if (things.length === 1 && first.constraints.length === 0) {
    return first.phrase === null ? null : { kind: 'plain', phrase: first.phrase, reason: null };
  }
  return { kind: 'relations', things: [...things] };
}
