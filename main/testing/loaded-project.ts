import type { AnnotatedViewContent } from '../api/contract.ts';
import { ProjectFile } from '../store/project-file.ts';
import { seededRandom } from './seeded-random.ts';
import { createTinyProject } from './tiny-project.ts';

/** What a step of a training with a language field records. */
export const RECORDED_SERIES = [
  'loss/total',
  'loss/rgb',
  'loss/interlevel',
  'loss/distortion',
  'loss/clip',
  'loss/dino',
  'psnr/train',
] as const;

export interface Loads {
  /** Steps of its run, each a row in every series of `RECORDED_SERIES`. */
  readonly steps: number;
  /** Annotated views, each with one of the thumbnails. */
  readonly views: number;
  readonly thumbnails: readonly Buffer[];
  readonly name?: string;
}

/** Steps that are appended at once. */
const BATCH = 10_000;

/** Writes a project as years of work leave it: a tiny capture, a run with curves of any length, and annotated views. */
export async function createLoadedProject(
  path: string,
  { steps, views, thumbnails, name = 'Loaded' }: Loads,
): Promise<void> {
  await createTinyProject(path, { name });
  const project = ProjectFile.open(path);
  const { id } = project.runs.create({ preset: 'full', device: 'cpu', steps, seed: 1, options: {} });
  for (let first = 1; first <= steps; first += BATCH) {
    const until = Math.min(steps, first + BATCH - 1);
    project.metrics.append(
      id,
      RECORDED_SERIES.flatMap((series) =>
        Array.from({ length: until - first + 1 }, (_, i) => ({ series, ...recorded(series, first + i) })),
      ),
    );
  }
  project.runs.update(id, { state: 'done', step: steps });
  for (let view = 0; view < views; view++) {
    const thumbnail = thumbnails[view % thumbnails.length]!;
    project.annotatedViews.add({ name: `View ${view + 1}`, content: annotatedContent(id, view), thumbnail });
  }
  project.close();
}

/** A noisy curve that falls as losses do, and a PSNR that rises. */
export function recorded(series: string, step: number): { step: number; value: number } {
  const noise = 0.8 + 0.4 * seededRandom(step)();
  const falling = noise * (0.01 + 1 / (1 + step / 500));
  return { step, value: series === 'psnr/train' ? -10 * Math.log10(falling) : falling };
}

/** With two questions and ten marks, as someone leaves it who looked for things on a table. */
function annotatedContent(runId: string, view: number): AnnotatedViewContent {
  const question = { reading: null, like: null, scale: null, threshold: null, isVisible: true };
  return {
    version: 1,
    runId,
    camera: {
      worldFromCamera: [1, 0, 0, view / 1000, 0, 1, 0, 0, 0, 0, 1, 2],
      verticalFovDegrees: 50,
      target: [0, 0, 0],
    },
    questions: [
      { ...question, text: `mug ${view % 17}`, colour: '#ff8800' },
      { ...question, text: 'the cup left of the book', colour: '#0088ff' },
    ],
    activeQuestion: 0,
    canonical: {
      name: 'LERF',
      phrases: ['object', 'things', 'stuff', 'texture'].map((text) => ({ text, enabled: true })),
    },
    display: { colourMap: 'turbo', range: 'centred', opacity: 0.8 },
    marks: Array.from({ length: 10 }, (_, mark) => ({
      kind: 'marker' as const,
      id: `${view}-${mark}`,
      at: [mark / 10, 0, 0] as [number, number, number],
      text: `Here is what was found, number ${mark}.`,
    })),
    note: 'Seen from the window side. '.repeat(20),
  };
}
