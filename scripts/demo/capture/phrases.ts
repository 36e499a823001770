import type { SceneDescription, SceneObject } from '../scene/description.ts';
import { captionsOf, captionsOfPart, phrasesOf, phrasesOfPart } from '../scene/vocabulary.ts';

/** What a phrase fits in a scene: things, or single parts of them. */
export interface Target {
  readonly object: SceneObject;
  /** Ids in the masks. */
  readonly ids: readonly number[];
  readonly isPart: boolean;
}

/** All phrases that a scene is evaluated with, each with everything that it is true of. */
export function targetsOf({ objects }: Pick<SceneDescription, 'objects'>): Map<string, Target[]> {
  const phrases = new Set(
    objects.flatMap((object) => [
      ...phrasesOf(object),
      ...object.parts.flatMap(({ name }) => phrasesOfPart(object.kind, name)),
    ]),
  );
  const targets = objects.flatMap((object) => [
    { captions: captionsOf(object), target: { object, ids: object.parts.map(({ id }) => id), isPart: false } },
    ...object.parts.map(({ id, name }) => ({
      captions: captionsOfPart(object, name),
      target: { object, ids: [id], isPart: true },
    })),
  ]);
  return new Map(
    [...phrases].sort().map((phrase) => {
      const fitting = targets.filter(({ captions }) => captions.includes(phrase)).map(({ target }) => target);
      return [phrase, fitting] as const;
    }),
  );
}
