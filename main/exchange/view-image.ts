/** Annotated views as pictures: rendered through the field as they were saved. */
import type { AnnotatedView } from '../api/contract.ts';
import type { EncoderOptions } from '../encoders/index.ts';
import { UserError } from '../errors.ts';
import { activePhrases } from '../query/phrase-sets.ts';
import { readSentence } from '../query/relations/read-sentence.ts';
import { phrasesOf } from '../query/relations/sentence.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { RenderHooks } from '../view/field-renderer.ts';
import { type RenderedFrame, renderFrame } from '../view/index.ts';
import type { ImageSize } from '../view/view-camera.ts';
import { type ViewAnswer, ViewAnswers } from './view-answers.ts';

/** The size is that of the view; where something is asked, a legend stands below it. */
export interface ViewSetting extends ImageSize {
  /** Where encoders lie. */
  readonly encoders: EncoderOptions;
}

export interface ViewPicture extends Pick<RenderedFrame, 'png' | 'relevancy'> {
  /** What the index answers to the view's active question; null where none is active, or there is no index. */
  readonly answer: ViewAnswer | null;
}

/**
 * Renders an annotated view: its camera, the relevancy to its active question over the colours of the scene, and
 * its marks.
 * @throws UserError not-found or conflict if its run is gone or cannot be asked; cancelled
 */
export async function renderAnnotatedView(
  project: ProjectFile,
  view: Pick<AnnotatedView, 'content'>,
  setting: ViewSetting,
  hooks: RenderHooks = {},
): Promise<ViewPicture> {
  await using answers = new ViewAnswers(project, setting.encoders);
  return await renderWithAnswers(project, view, setting, answers, hooks);
}

/** As `renderAnnotatedView`, for several views of which many may ask the same index. */
export async function renderWithAnswers(
  project: ProjectFile,
  { content }: Pick<AnnotatedView, 'content'>,
  { width, height, encoders }: ViewSetting,
  answers: ViewAnswers,
  hooks: RenderHooks,
): Promise<ViewPicture> {
  const { camera, questions, activeQuestion, canonical, display, marks } = content;
  const { id: runId } = project.runs.get(content.runId);
  const shared = { ...hooks, runId, camera, width, height, marks };
  const question = activeQuestion === null ? undefined : questions[activeQuestion];
  if (!question) return { ...(await renderFrame(project, { ...shared, output: 'rgb' })), answer: null };
  const answer = await answers.answer(question, content);
  if (!answer && (question.like || question.scale !== null)) {
    throw new UserError(
      'conflict',
      `‘${question.text}’ was asked of a language index that is not there any more.`,
      'Build the index of the run again.',
    );
  }
  const picture = await renderFrame(project, {
    ...shared,
    output: 'composite',
    query: answer?.phrase ?? firstPhrase(question),
    embedding: answer?.embedding,
    scale: answer?.scale,
    canonical: activePhrases(canonical),
    display,
    legend: true,
    encoders,
  });
  return { ...picture, answer };
}

/** Of a sentence about places, the phrase that it looks for. */
function firstPhrase({ text, reading }: AnnotatedView['content']['questions'][number]): string {
  const read = reading ?? readSentence(text);
  return read.kind === 'plain' ? read.phrase : (phrasesOf(read.things)[0] ?? text);
}
