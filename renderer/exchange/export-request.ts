import type { AnnotatedViews, ExportRequest, RelevancyDisplay } from '../../main/api/contract.ts';
import { type Chip, type ChipAnswer, questionOf } from '../stores/question-store.ts';
import type { DialogFormat } from './export-store.ts';

export type ViewInfo = AnnotatedViews['views'][number];

/** What the dialog was told, and what there is. */
export interface ExportChoice {
  readonly format: DialogFormat;
  readonly world: 'capture' | 'normalised';
  readonly leftOut: readonly string[];
  readonly colouredBy: string | null;
  readonly chips: readonly Chip[];
  readonly answers: Readonly<Record<string, ChipAnswer>>;
  readonly runId: string | null;
  readonly canonical: readonly string[] | undefined;
  readonly display: RelevancyDisplay;
  readonly views: readonly ViewInfo[];
}

/** Chips and views that can go along have ids of their own kinds. */
export const viewKey = (view: ViewInfo) => `view-${view.id}`;

/** The request for what was chosen. */
export function exportRequest(choice: ExportChoice): ExportRequest {
  const { format, leftOut, chips, colouredBy } = choice;
  switch (format) {
    case 'zip':
      return { format };
    case 'html':
      return {
        format,
        views: choice.views.filter((view) => !leftOut.includes(viewKey(view))).map(({ id }) => id),
      };
    case 'spz': {
      const colouring = chips.find(({ id }) => id === colouredBy);
      if (colouring === undefined) return { format, ...placed(choice), questions: [], colouredBy: null };
      return {
        format,
        ...placed(choice),
        ...asked(choice, [colouring]),
        colouredBy: 0,
        display: { ...choice.display },
      };
    }
    default:
      return {
        format,
        ...placed(choice),
        ...asked(
          choice,
          chips.filter(({ id }) => !leftOut.includes(id)),
        ),
      };
  }
}

const placed = ({ runId, world }: ExportChoice) => ({ ...(runId !== null && { runId }), world });

/** The same questions as on screen: of the same canonical phrases, seen from where they were answered. */
function asked({ answers, canonical }: ExportChoice, chips: readonly Chip[]) {
  const viewer = chips.map(({ id }) => answers[id]?.viewer).find((pose) => pose !== undefined);
  return {
    questions: chips.map(questionOf),
    ...(canonical !== undefined && { canonical: [...canonical] }),
    ...(viewer !== undefined && { viewer: [...viewer] }),
  };
}
