import { type SceneDescription, type SurfaceName, surfaceIds } from './scene/description.ts';
import { captionsOf, captionsOfPart, phrasesOf, phrasesOfPart, surfaceCaptions } from './scene/vocabulary.ts';

/** What an encoder's training wants to know of a scene: ids of the masks and all that is true of them. */
export function sceneForTraining({ seed, objects, surroundings }: SceneDescription) {
  return {
    seed,
    objects: objects.map((object) => ({
      id: object.id,
      name: object.kind,
      colour: object.colour,
      material: object.material,
      phrases: phrasesOf(object),
      captions: captionsOf(object),
      parts: object.parts.map(({ id, name }) => ({
        id,
        name,
        phrases: phrasesOfPart(object.kind, name),
        captions: captionsOfPart(object, name),
      })),
    })),
    surfaces: (Object.keys(surfaceIds) as SurfaceName[]).map((name) => ({
      id: surfaceIds[name],
      name,
      captions: surfaceCaptions(name, surroundings.table.finish),
    })),
  };
}
