import { InvalidArgumentError } from 'commander';
import type { LanguageChoice } from '../api/contract.ts';
import { LARGEST_TILE, SMALLEST_TILE } from '../features/pyramid.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { languageKey } from '../training/run-options.ts';

export interface LanguageOptions {
  language: boolean;
  encoder?: string;
  dino: boolean;
  /** Size of crops as part of the image's height; true for the paper's. */
  singleScale?: number | true;
}

/** The paper's ablation (Kerr et al. 2023, section 5) supervises crops of 15 % of the image's height. */
const PAPER_SINGLE_SCALE = 0.15;

export function tileRatio(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= SMALLEST_TILE && value <= LARGEST_TILE) return value;
  throw new InvalidArgumentError(`It must be a part of the image's height from ${SMALLEST_TILE} to ${LARGEST_TILE}.`);
}

/**
 * What a run's language field is trained with: unless said, the encoder of the newest features.
 * @throws UserError conflict if its features have not been extracted
 */
export function languageChoice(project: ProjectFile, options: LanguageOptions): LanguageChoice | null {
  if (!options.language) return null;
  const newest = project.features.list().findLast(({ kind }) => kind === 'pyramid');
  const ratio = options.singleScale === true ? PAPER_SINGLE_SCALE : options.singleScale;
  const choice = {
    encoder: options.encoder ?? newest?.encoder ?? 'demo',
    dense: options.dino,
    singleScale: ratio === undefined ? null : (ratio - SMALLEST_TILE) / (LARGEST_TILE - SMALLEST_TILE),
  };
  languageKey(project, choice);
  return choice;
}
