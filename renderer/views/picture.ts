/** What a picture of the field shows, for single pictures and for flights. */
import type { IndexPoints, PhraseSetBody, RelevancyDisplay, RenderRequest } from '../../main/api/contract.ts';
import { activeChip, type QuestionState } from '../stores/question-store.ts';

export type Output = 'rgb' | 'depth' | 'relevancy' | 'composite';

export interface Picture {
  readonly output: Output;
  readonly query: string;
  /** Size of what is looked for, in units of the normalised world; null: the one with the highest peak. */
  readonly scale: number | null;
  readonly display: RelevancyDisplay;
}

/** As far as the engine takes it, in units of the world. */
export const LARGEST_SCALE = 2;

export const showsRelevancy = ({ output }: Picture): boolean => output === 'relevancy' || output === 'composite';

/** What is missing before it can be rendered; null: nothing. */
export const whyNotRender = (picture: Picture): string | null =>
  showsRelevancy(picture) && picture.query.trim() === '' ? 'Say what the picture is to show.' : null;

/**
 * What the 3D view shows now: the active question with its scale and its colours. A sentence about places
 * has several phrases, and a picture is of one: of the first.
 */
export function pictureOf(state: QuestionState, scales: IndexPoints['scales'] | undefined): Picture {
  const chip = activeChip(state);
  const phrase = chip === null ? undefined : state.answers[chip.id]?.answer.phrases[0]?.phrase;
  return {
    output: chip === null ? 'rgb' : 'composite',
    query: phrase ?? chip?.text ?? '',
    scale: chip?.scale == null ? null : (scales?.[chip.scale] ?? null),
    display: state.display,
  };
}

/** The part of a request that says what is shown. */
export function requestOf(
  picture: Picture,
  canonical: PhraseSetBody | undefined,
): Pick<RenderRequest, 'query' | 'canonical' | 'scale' | 'display'> & { output: Output } {
  const { output, query, scale, display } = picture;
  if (!showsRelevancy(picture)) return { output };
  const phrases = canonical?.phrases.filter(({ enabled }) => enabled).map(({ text }) => text);
  return {
    output,
    query: query.trim(),
    display,
    ...(scale !== null && { scale }),
    ...(phrases !== undefined && { canonical: phrases }),
  };
}
