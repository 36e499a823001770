import type { Localization } from '../../main/evaluation/localization.ts';
import type { MeasuredIndex } from './score-index.ts';

export const variants = ['field', 'crops', 'noDino', 'singleScale'] as const;
export type Variant = (typeof variants)[number];

/** What was found of one capture. */
export interface Measured {
  readonly seed: string;
  readonly results: { readonly [variant in Variant]?: Localization };
  readonly index: MeasuredIndex;
}

const titles: Record<Variant, string> = {
  field: 'field',
  crops: '2D crops',
  noDino: 'field without DINO',
  singleScale: 'field of one scale',
};

/**
 * For each capture and variant: queries whose peak lies within the outline, those whose peak lies in the
 * box, and the mean IoU.
 */
export function toMarkdown(chosen: readonly Variant[], measured: readonly Measured[]): string {
  const percent = (part: number) => (100 * part).toFixed(1);
  const figures = ({ outlineAccuracy, accuracy, miou }: Figures) =>
    `${percent(outlineAccuracy)} % (${percent(accuracy)} %, ${miou.toFixed(3)})`;
  const means = chosen.map((variant) => meanFigures(measured.flatMap(({ results }) => results[variant] ?? [])));
  return [
    row(['seed', 'queries', 'phrases', ...chosen.map((variant) => titles[variant])]),
    row(Array.from({ length: chosen.length + 3 }, () => '---')),
    ...measured.map(({ seed, results }) => {
      const columns = chosen.map((variant) => results[variant]!);
      return row([seed, `${columns[0]?.queries}`, `${columns[0]?.phrases}`, ...columns.map(figures)]);
    }),
    row(['mean', '', '', ...means.map(figures)]),
  ].join('\n');
}

type Figures = Pick<Localization, 'outlineAccuracy' | 'accuracy' | 'miou'>;

function meanFigures(all: readonly Figures[]): Figures {
  const mean = (name: keyof Figures) => all.reduce((sum, figures) => sum + figures[name], 0) / all.length;
  return { outlineAccuracy: mean('outlineAccuracy'), accuracy: mean('accuracy'), miou: mean('miou') };
}

/** What questions to the language index find in 3D: phrases, and sentences about places. */
export function indexToMarkdown(measured: readonly Measured[]): string {
  const part = (right: number, of: number) => `${right} of ${of} (${((100 * right) / of).toFixed(0)} %)`;
  const titlesOfIndex = [
    'points',
    'size',
    'rank correlation',
    '3D peak inside',
    'object inside',
    'relations',
    'as one phrase',
  ];
  return [
    row(['seed', ...titlesOfIndex]),
    row(Array.from({ length: titlesOfIndex.length + 1 }, () => '---')),
    ...measured.map(({ seed, index }) =>
      row([
        seed,
        `${index.points}`,
        `${(index.bytes / 1e6).toFixed(0)} MB`,
        index.rankCorrelation.toFixed(4),
        part(index.peaksInside, index.phrases),
        part(index.objectsInside, index.phrases),
        part(index.relationsRight, index.relations),
        part(index.plainRight, index.relations),
      ]),
    ),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
