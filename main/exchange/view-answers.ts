import type { AnnotatedViewContent } from '../api/contract.ts';
import { type EncoderOptions, openImageTextEncoder } from '../encoders/index.ts';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { type AskResult, ask, phraseLike } from '../index/ask.ts';
import { loadIndex } from '../index/index-run.ts';
import { LanguageIndex } from '../index/language-index.ts';
import type { Cluster } from '../query/clusters.ts';
import { activePhrases } from '../query/phrase-sets.ts';
import { checkReading } from '../query/relations/check-reading.ts';
import type { ProjectFile } from '../store/project-file.ts';

/** Something that a question found. */
export interface FoundThing {
  /** The phrase that it was found by. */
  readonly phrase: string;
  readonly object: Cluster;
  /** How well it is what was asked for and where, in [0, 1]. */
  readonly score: number;
}

/** What the index of a run has to say to a question of a view. */
export interface ViewAnswer {
  /** Whose relevancy colours the view: the first one that the question speaks of. */
  readonly phrase: string;
  /** Size of what was looked for, normalised world. */
  readonly scale: number;
  /** What was asked with where it was no text, of unit length. */
  readonly embedding: Float32Array | undefined;
  /** Best first. */
  readonly found: readonly FoundThing[];
}

type ViewQuestion = AnnotatedViewContent['questions'][number];

interface OpenIndex {
  readonly index: LanguageIndex;
  readonly encoder: ImageTextEncoder;
}

/** Answers the questions of views as the 3D view does. Indexes and encoders are opened once. */
export class ViewAnswers implements AsyncDisposable {
  readonly #project: ProjectFile;
  readonly #encoders: EncoderOptions;
  readonly #opened = new AsyncDisposableStack();
  readonly #indexes = new Map<string, OpenIndex>();

  constructor(project: ProjectFile, encoders: EncoderOptions) {
    this.#project = project;
    this.#encoders = encoders;
  }

  /**
   * @returns null where the view's run has no language index.
   * @throws UserError conflict if its encoder is not there; bad-request if the index has no such point or scale any more
   */
  async answer(question: ViewQuestion, { runId, canonical, camera }: AnnotatedViewContent): Promise<ViewAnswer | null> {
    const opened = await this.#open(runId);
    if (!opened) return null;
    const { index, encoder } = opened;
    const { text, reading, like, scale, threshold } = question;
    const result = await ask(index, encoder, text, {
      canonical: activePhrases(canonical),
      viewer: camera.worldFromCamera,
      reading: reading ? checkReading(reading) : undefined,
      like: like ?? undefined,
      scale: scale ?? undefined,
      threshold: threshold ?? undefined,
    });
    const { phrase, score } = result.phrases[0]!;
    return {
      phrase,
      scale: index.data.scales[score.scale]!,
      embedding: like ? phraseLike(index, like).embedding : undefined,
      found: foundIn(result),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }

  async #open(runId: string): Promise<OpenIndex | null> {
    const known = this.#indexes.get(runId);
    if (known) return known;
    const run = this.#project.runs.get(runId);
    if (!this.#project.languageIndexes.list().some((index) => index.runId === run.id)) return null;
    const data = loadIndex(this.#project, run.id);
    const encoder = await openImageTextEncoder(data.origin.encoder, { ...this.#encoders, parts: 'text' });
    const opened = { index: await LanguageIndex.open(data), encoder: this.#opened.use(encoder) };
    this.#indexes.set(runId, opened);
    return opened;
  }
}

/** What answers to the sentence; where it does not speak of places, what answers to its phrase. */
function foundIn({ phrases, answers, foundBy }: AskResult): FoundThing[] {
  if (answers.length === 0) {
    const { phrase, objects } = phrases[0]!;
    return objects.map((object) => ({ phrase, object, score: object.score }));
  }
  return answers
    .flatMap(({ found }) => found)
    .map(({ object, score }) => ({ phrase: foundBy.get(object)!, object, score }))
    .sort((a, b) => b.score - a.score);
}
