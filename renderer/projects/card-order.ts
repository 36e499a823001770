import type { ProjectCard } from '../../main/api/contract.ts';

export type CardOrder = 'opened' | 'name' | 'images' | 'psnr';

export const CARD_ORDERS: ReadonlyArray<{ value: CardOrder; label: string }> = [
  { value: 'opened', label: 'Last opened' },
  { value: 'name', label: 'Name' },
  { value: 'images', label: 'Most images' },
  { value: 'psnr', label: 'Highest PSNR' },
];

const COMPARE: Readonly<Record<CardOrder, (a: ProjectCard, b: ProjectCard) => number>> = {
  opened: (a, b) => b.openedAt.localeCompare(a.openedAt),
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }),
  images: (a, b) => b.images - a.images,
  psnr: (a, b) =>
    (b.lastMetric?.psnr ?? Number.NEGATIVE_INFINITY) - (a.lastMetric?.psnr ?? Number.NEGATIVE_INFINITY) || 0,
};

/** The cards whose name or path contains every word of `text`, in the order asked for. */
export function arrangeCards(cards: readonly ProjectCard[], text: string, order: CardOrder): ProjectCard[] {
  const words = text.toLowerCase().split(/\s+/);
  return cards
    .filter(({ name, path }) => words.every((word) => `${name} ${path}`.toLowerCase().includes(word)))
    .sort(COMPARE[order]);
}
