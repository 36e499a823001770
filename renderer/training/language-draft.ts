import type { Encoders, LanguageChoice, Run } from '../../main/api/contract.ts';

/** What the form has to say about a run's language field. */
export interface LanguageDraft {
  /** Null until the user says: on if the default encoder is here. */
  readonly isOn: boolean | null;
  /** Null: the default encoder. */
  readonly encoder: string | null;
  readonly dense: boolean;
  readonly isSingleScale: boolean;
  /** The size of the only crops, in percent of the image's height. */
  readonly cropPercent: number;
  /** Id of the run whose radiance field is taken over. */
  readonly continueFrom: string | null;
}

/** The smallest and the largest crops of the pyramid, in percent of the image's height. */
export const SMALLEST_CROP = 5;
export const LARGEST_CROP = 50;

/** As the previous run had it; the first one is trained with the default encoder. */
export function draftAfter(previous: Run | null): LanguageDraft {
  const language = previous?.language ?? null;
  const singleScale = language?.singleScale ?? null;
  return {
    isOn: previous === null ? null : language !== null,
    encoder: language?.encoder ?? null,
    dense: language?.dense ?? true,
    isSingleScale: singleScale !== null,
    cropPercent: singleScale === null ? 20 : cropPercentOf(singleScale),
    continueFrom: null,
  };
}

/** Whether the run gets a language field as things stand. */
export function isLanguageOn({ isOn }: LanguageDraft, encoders: Encoders | undefined): boolean {
  return isOn ?? encoders?.encoders.find(({ id }) => id === encoders.defaultId)?.state === 'ready';
}

/** What is asked of the engine; null for a radiance field alone. */
export function languageChoiceOf(draft: LanguageDraft, encoders: Encoders | undefined): LanguageChoice | null {
  const encoder = draft.encoder ?? encoders?.defaultId;
  if (!isLanguageOn(draft, encoders) || encoder === undefined) return null;
  const { dense, isSingleScale, cropPercent } = draft;
  return { encoder, dense, singleScale: isSingleScale ? scaleOfCrop(cropPercent) : null };
}

/** A crop's place in the pyramid, in [0, 1] from its smallest to its largest. */
export function scaleOfCrop(percent: number): number {
  return (percent - SMALLEST_CROP) / (LARGEST_CROP - SMALLEST_CROP);
}

export function cropPercentOf(scale: number): number {
  return Math.round(SMALLEST_CROP + scale * (LARGEST_CROP - SMALLEST_CROP));
}

/** What a run was trained with: "Language field: Demo, without DINO, on the radiance of run 1". */
export function describeLanguage({ language, continueFrom }: Run, encoders: Encoders | undefined): string {
  if (language === null) return 'Radiance field only';
  const name = encoders?.encoders.find(({ id }) => id === language.encoder)?.name ?? language.encoder;
  const parts = [
    `Language field: ${name}`,
    language.dense ? null : 'without DINO',
    language.singleScale === null ? null : `crops of ${cropPercentOf(language.singleScale)} % only`,
    continueFrom === null ? null : `on the radiance of run ${continueFrom}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
