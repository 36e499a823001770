/**
 * Localization as LERF and LERF-OVS measure it: for every labelled photograph and every phrase labelled
 * in it, the relevancy map at its best scale should peak on the thing. It knows nothing of where maps come
 * from, so that a field and an encoder alone are measured alike.
 */
import type { Frame } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { LabelledFrame } from './labels.ts';
import { isInBox, isInOutline, maskIou, peakOf, type RelevancyMap } from './relevancy-map.ts';

/** One phrase in one photograph. */
export interface LocalizedQuery {
  /** The photograph. */
  file: string;
  split: Frame['split'];
  query: string;
  scale: number;
  /** In pixels of the project's image; 0.5 is the middle of the first. */
  peak: { relevancy: number; x: number; y: number };
  /** Whether the peak lies in one of the phrase's boxes: what LERF counts. */
  inBox: boolean;
  /** Whether it lies within one of the outlines themselves. */
  inOutline: boolean;
  iou: number;
}

export interface Localization {
  queries: number;
  /** How many different phrases they ask for. */
  phrases: number;
  /** Part of the queries whose peak lies in a box. */
  accuracy: number;
  /** Part of the queries whose peak lies within an outline. */
  outlineAccuracy: number;
  /** Mean over the queries. */
  miou: number;
  results: LocalizedQuery[];
}

/** Gives one map for each phrase, each at its best scale. */
export type RelevancyOf<Camera extends Frame> = (
  frame: Camera,
  phrases: readonly string[],
) => Promise<readonly RelevancyMap[]>;

export interface LocalizationHooks {
  onProgress?(done: number, total: number, message: string): void;
  isCancelled?(): boolean;
}

/** @throws UserError bad-request if nothing is labelled, cancelled */
export async function localize<Camera extends Frame>(
  labelled: readonly LabelledFrame<Camera>[],
  relevancyOf: RelevancyOf<Camera>,
  { onProgress, isCancelled }: LocalizationHooks = {},
): Promise<Localization> {
  const results: LocalizedQuery[] = [];
  for (const [index, { frame, phrases }] of labelled.entries()) {
    if (isCancelled?.()) throw new UserError('cancelled', 'The measurement was cancelled.');
    onProgress?.(index, labelled.length, `Looking for ${phrases.size} phrases in ${frame.file}`);
    const queries = [...phrases.keys()];
    const maps = queries.length === 0 ? [] : await relevancyOf(frame, queries);
    for (const [at, query] of queries.entries()) {
      const map = maps[at]!;
      const outlines = phrases.get(query)!;
      const peak = peakOf(map);
      results.push({
        file: frame.file,
        split: frame.split,
        query,
        scale: map.scale,
        peak,
        inBox: isInBox(outlines, peak.x, peak.y),
        inOutline: isInOutline(outlines, peak.x, peak.y),
        iou: maskIou(map, outlines),
      });
    }
  }
  if (results.length === 0) throw new UserError('bad-request', 'The label files name no objects.', 'Label some first.');
  onProgress?.(labelled.length, labelled.length, 'Done');
  return summarise(results);
}

function summarise(results: LocalizedQuery[]): Localization {
  const mean = (value: (result: LocalizedQuery) => number) =>
    results.reduce((sum, result) => sum + value(result), 0) / results.length;
  return {
    queries: results.length,
    phrases: new Set(results.map(({ query }) => query)).size,
    accuracy: mean(({ inBox }) => Number(inBox)),
    outlineAccuracy: mean(({ inOutline }) => Number(inOutline)),
    miou: mean(({ iou }) => iou),
    results,
  };
}
