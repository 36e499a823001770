import type { Localization } from '../../main/evaluation/localization.ts';

export const variants = ['field', 'crops', 'noDino', 'singleScale'] as const;
export type Variant = (typeof variants)[number];

/** What was found of one capture. */
export interface Measured {
  readonly seed: string;
  readonly results: { readonly [variant in Variant]?: Localization };
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
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
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
