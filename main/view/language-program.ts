import type { TrainingConfig } from '../field/config.ts';
import { LanguageField } from '../field/language-field.ts';
import { largestSamples } from '../field/language-rendering.ts';
import { Nerfacto } from '../field/nerfacto.ts';
import { relevancy } from '../field/relevancy.ts';
import { renderEmbeddings } from '../graph/composites.ts';
import { input, transpose } from '../graph/ops.ts';
import type { FunctionProgram } from '../graph/program.ts';
import { unitLength } from '../graph/unit-length.ts';
import type { LanguageSetup } from '../training/step-program.ts';

/**
 * Rendering language in two programs: what does not depend on the scale is computed once, and every
 * scale that is tried starts from there. First: the samples of `rays` rays that language is rendered
 * from, with the features of the language grids.
 */
export function samplesProgram(config: TrainingConfig, { dimensions }: LanguageSetup, rays: number): FunctionProgram {
  const model = new Nerfacto(config.radiance);
  const field = new LanguageField(config.language, dimensions);
  const origins = input('origins', [3, rays]);
  const directions = input('directions', [3, rays]);
  const anneal = input('anneal', []);
  const { weights, bins } = model.render({ origins, directions, jitter: null, anneal });
  const samples = largestSamples({ origins, directions }, weights, bins.euclidean, config.language.samples);
  return {
    name: 'language-samples',
    inputs: [origins, directions, anneal],
    state: [...model.parameters, ...model.proposalParameters, ...field.parameters].map(({ tensor }) => tensor),
    outputs: { features: field.encode(samples.points), weights: samples.weights },
  };
}

/** Second: relevancy [P, rays] of those rays to phrases at one scale. */
export function relevancyProgram(
  config: TrainingConfig,
  { dimensions }: LanguageSetup,
  { rays, phrases, canonical }: { rays: number; phrases: number; canonical: number },
): FunctionProgram {
  const field = new LanguageField(config.language, dimensions);
  const { samples } = config.language;
  const features = input('features', [field.featureCount, samples * rays]);
  const weights = input('weights', [samples, rays]);
  const scale = input('scale', [1, 1]);
  const queries = input('queries', [phrases + canonical, dimensions.clip]);
  const clip = renderEmbeddings(field.clipEmbeddings(features, scale), weights, { isUnit: true });
  return {
    name: 'relevancy',
    inputs: [features, weights, scale, queries],
    state: field.parameters.tensors(),
    outputs: { relevancy: relevancy(clip, queries, phrases) },
  };
}

/** What the field says of points at one scale, whoever looks at them: [points, D]. */
export function embeddingsProgram(
  config: TrainingConfig,
  { dimensions }: LanguageSetup,
  points: number,
): FunctionProgram {
  const field = new LanguageField(config.language, dimensions);
  const positions = input('positions', [points, 3]);
  const scale = input('scale', [1, 1]);
  const embeddings = unitLength(field.clipEmbeddings(field.encode(transpose(positions, [1, 0])), scale), 0);
  return {
    name: 'embeddings',
    inputs: [positions, scale],
    state: field.parameters.tensors(),
    outputs: { embeddings: transpose(embeddings, [1, 0]) },
  };
}
