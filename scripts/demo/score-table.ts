import type { Localization } from '../../main/evaluation/localization.ts';

export const variants = ['field', 'crops', 'noDino', 'singleScale'] as const;
export type Variant = (typeof variants)[number];

/** What was found of one capture. */
export interface Measured {
  readonly seed: string;
  readonly results: Readonly<Record<Variant, Localization>>;
}

const titles: Record<Variant, string> = {
  field: 'field',
  crops: '2D crops',
  noDino: 'field without DINO',
  singleScale: 'field of one scale',
};

/** Parts of the queries whose peak lies within the outline, one line for each capture and their mean. */
export function toMarkdown(measured: readonly Measured[]): string {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const columns = variants.map((variant) => measured.map(({ results }) => results[variant].outlineAccuracy));
  const field = measured.map(({ results }) => results.field);
  return [
    row([
      'seed',
      'queries',
      'phrases',
      ...variants.map((variant) => titles[variant]),
      'field, in the box',
      'field, mean IoU',
    ]),
    row(Array.from({ length: variants.length + 5 }, () => '---')),
    ...measured.map(({ seed, results }, index) =>
      row([
        seed,
        String(results.field.queries),
        String(results.field.phrases),
        ...columns.map((column) => percent(column[index]!)),
        percent(results.field.accuracy),
        results.field.miou.toFixed(3),
      ]),
    ),
    row([
      'mean',
      '',
      '',
      ...columns.map((column) => percent(mean(column))),
      percent(mean(field.map(({ accuracy }) => accuracy))),
      mean(field.map(({ miou }) => miou)).toFixed(3),
    ]),
  ].join('\n');
}
