import sharp from 'sharp';
import type { z } from 'zod';
import { annotatedViewContentSchema } from '../api/contract.ts';
import { openImageTextEncoder } from '../encoders/index.ts';
import { ask } from '../index/ask.ts';
import { loadIndex } from '../index/index-run.ts';
import { LanguageIndex } from '../index/language-index.ts';
import type { Cluster } from '../query/clusters.ts';
import { activePhrases, DEFAULT_PHRASE_SET } from '../query/phrase-sets.ts';
import type { FrameRecord } from '../store/captures.ts';
import { withProject } from './with-project.ts';

/** The colour of the first question in the program. */
const COLOUR = '#ff922b';
const THUMBNAIL_WIDTH = 320;
/** What a view turns about where nothing was found, normalised world. */
const MIDDLE: [number, number, number] = [0, 0, 0];

export interface DemoView {
  readonly id: number;
  readonly name: string;
  /** The best object in 3D; null where nothing was found. */
  readonly object: Pick<Cluster, 'score' | 'centre' | 'confidence'> | null;
}

/**
 * Asks the index of a run for a phrase, and saves an annotated view of what it finds, as the camera of a
 * photograph sees it.
 * @param picture of the answer, for the gallery.
 */
export async function saveDemoView(
  path: string,
  { runId, phrase, picture, frame }: { runId: string; phrase: string; picture: Buffer; frame: FrameRecord },
): Promise<DemoView> {
  const thumbnail = await sharp(picture).resize({ width: THUMBNAIL_WIDTH, withoutEnlargement: true }).png().toBuffer();
  return withProject(path, async (project) => {
    const data = loadIndex(project, runId);
    await using encoder = await openImageTextEncoder(data.origin.encoder, { parts: 'text' });
    const index = await LanguageIndex.open(data);
    const canonical = activePhrases(DEFAULT_PHRASE_SET);
    const { phrases } = await ask(index, encoder, phrase, { canonical, viewer: frame.worldFromCamera });
    const object = phrases[0]!.objects[0] ?? null;
    const content = annotatedViewContentSchema.parse({
      version: 1,
      runId,
      camera: { ...cameraOf(frame), target: object?.centre ?? MIDDLE },
      questions: [{ text: phrase, colour: COLOUR, isVisible: true }],
      activeQuestion: 0,
      canonical: DEFAULT_PHRASE_SET,
      display: { colourMap: 'turbo', range: 'centred', opacity: 0.9 },
      marks: object ? [{ kind: 'box', id: 'found', ...object.box, axes: [...object.box.axes], text: phrase }] : [],
      note: `Saved by the demo, which asked for ‘${phrase}’.`,
    } satisfies z.input<typeof annotatedViewContentSchema>);
    const name = `Where is the ${phrase}?`;
    const id = project.annotatedViews.add({ name, content, thumbnail });
    return {
      id,
      name,
      object: object && { score: object.score, centre: object.centre, confidence: object.confidence },
    };
  });
}

function cameraOf({ worldFromCamera, intrinsics: { height, fy } }: FrameRecord) {
  return { worldFromCamera, verticalFovDegrees: (2 * Math.atan(height / (2 * fy)) * 180) / Math.PI };
}
