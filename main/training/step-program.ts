import type { TrainingConfig } from '../field/config.ts';
import { type LanguageDimensions, LanguageField } from '../field/language-field.ts';
import { clipLoss, dinoLoss, largestSamples, renderLanguage } from '../field/language-rendering.ts';
import { Nerfacto, type RenderedRays } from '../field/nerfacto.ts';
import type { ParameterSet } from '../field/parameters.ts';
import type { Random } from '../field/random.ts';
import { gradients } from '../graph/gradients.ts';
import { add, input, mul, reshape, slice } from '../graph/ops.ts';
import { adam, type Moments, radam } from '../graph/optimizers.ts';
import type { State, StepProgram } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Length of the `scalars` input: the annealing exponent, then Adam's numbers for the field and for the proposals. */
export const SCALARS = 5;
/** Length of the `languageScalars` input: RAdam's numbers. */
export const LANGUAGE_SCALARS = 3;

/** Weight decay of the language field in the reference implementation. */
const WEIGHT_DECAY = 1e-9;

/** What a step changes of the radiance field: all of it, all but the proposals, nothing. */
export type RadiancePart = 'all' | 'fixed-proposals' | 'frozen';

/** What a training's language field is supervised with. */
export interface LanguageSetup {
  readonly dimensions: LanguageDimensions;
  /** Targets of one size of crop only; the field is not told scales. */
  readonly isSingleScale: boolean;
}

/**
 * The training step as one program: forward pass, gradients and optimiser update of the radiance field,
 * the language field, or both. Language is rendered from detached samples, so that radiance learns the
 * same with and without it.
 */
export function trainingStep(
  config: TrainingConfig,
  learns: RadiancePart,
  language: LanguageSetup | null = null,
): StepProgram {
  const model = new Nerfacto(config.radiance);
  const { raysPerBatch: count } = config;
  const rounds = config.radiance.proposals.length + 1;
  const origins = input('origins', [3, count]);
  const directions = input('directions', [3, count]);
  const jitter = input('jitter', [rounds, count]);
  const scalars = input('scalars', [SCALARS]);
  const rendered = model.render({
    origins,
    directions,
    jitter: Array.from({ length: rounds }, (_, round) => slice(jitter, 0, round, round + 1)),
    anneal: reshape(slice(scalars, 0, 0, 1), []),
  });

  const program: Mutable<StepProgram> = {
    name: `${language === null ? 'radiance' : 'language'}-step-${learns}`,
    batch: [origins, directions, jitter, scalars],
    state: [],
    outputs: {},
  };
  if (learns !== 'frozen') {
    const target = input('target', [3, count]);
    const { rgb, distortion, interlevel } = model.losses(rendered, target);
    const losses = learns === 'all' ? { rgb, interlevel, distortion } : { rgb, distortion };
    const total = Object.values(losses).reduce(add);
    program.batch.push(target);
    program.state.push(...adamUpdates(total, model.parameters, slice(scalars, 0, 1, 3)));
    if (learns === 'all') program.state.push(...adamUpdates(total, model.proposalParameters, slice(scalars, 0, 3, 5)));
    Object.assign(program.outputs, losses);
  }
  const unchanged = {
    all: [],
    'fixed-proposals': [model.proposalParameters],
    frozen: [model.parameters, model.proposalParameters],
  };
  for (const parameters of unchanged[learns]) {
    program.state.push(...parameters.tensors().map((tensor) => ({ input: tensor, next: tensor })));
  }
  if (language !== null) addLanguage(program, config, language, { origins, directions }, rendered);
  return program;
}

type Mutable<Program extends StepProgram> = {
  name: Program['name'];
  batch: Program['batch'][number][];
  state: Program['state'][number][];
  outputs: Record<string, Tensor>;
};

function addLanguage(
  program: Mutable<StepProgram>,
  config: TrainingConfig,
  { dimensions, isSingleScale }: LanguageSetup,
  rays: { readonly origins: Tensor; readonly directions: Tensor },
  { weights, bins }: RenderedRays,
): void {
  const { raysPerBatch: count } = config;
  const field = new LanguageField(config.language, dimensions);
  const samples = largestSamples(rays, weights, bins.euclidean, config.language.samples);
  const scalePerDistance = isSingleScale ? null : input('scalePerDistance', [1, count]);
  const rendered = renderLanguage(field, samples, scalePerDistance);

  const clipTarget = input('clipTarget', [dimensions.clip, count]);
  const hasClip = input('hasClip', [count]);
  const scalars = input('languageScalars', [LANGUAGE_SCALARS]);
  const losses: Record<string, Tensor> = {
    clip: mul(clipLoss(rendered.clip, clipTarget, hasClip), config.language.clipLoss),
  };
  program.batch.push(...(scalePerDistance ? [scalePerDistance] : []), clipTarget, hasClip, scalars);
  if (rendered.dino !== null) {
    const dinoTarget = input('dinoTarget', [dimensions.dino!, count]);
    const hasDino = input('hasDino', [count]);
    losses.dino = dinoLoss(rendered.dino, dinoTarget, hasDino);
    program.batch.push(dinoTarget, hasDino);
  }
  program.state.push(...radamUpdates(Object.values(losses).reduce(add), field.parameters, scalars));
  Object.assign(program.outputs, losses);
}

function adamUpdates(loss: Tensor, parameters: ParameterSet, scalars: Tensor): StepProgram['state'][number][] {
  return updates(loss, parameters, 'adam', (tensor, gradient, moments) => adam(tensor, gradient, moments, scalars));
}

function radamUpdates(loss: Tensor, parameters: ParameterSet, scalars: Tensor): StepProgram['state'][number][] {
  return updates(loss, parameters, 'radam', (tensor, gradient, moments) =>
    radam(tensor, gradient, moments, scalars, WEIGHT_DECAY),
  );
}

function updates(
  loss: Tensor,
  parameters: ParameterSet,
  optimizer: Optimizer,
  update: (parameter: Tensor, gradient: Tensor, moments: Moments) => { parameter: Tensor; moments: Moments },
): StepProgram['state'][number][] {
  const gradient = gradients(loss, parameters.tensors());
  return [...parameters].flatMap(({ name, tensor }, index) => {
    const [firstName, secondName] = momentNames(optimizer, name);
    const moments = { first: input(firstName, tensor.shape), second: input(secondName, tensor.shape) };
    const next = update(tensor, gradient[index]!, moments);
    return [
      { input: tensor, next: next.parameter },
      { input: moments.first, next: next.moments.first },
      { input: moments.second, next: next.moments.second },
    ];
  });
}

type Optimizer = 'adam' | 'radam';

const momentNames = (optimizer: Optimizer, parameter: string) =>
  [`${optimizer}.first.${parameter}`, `${optimizer}.second.${parameter}`] as const;

/** Parameters of a radiance field drawn from the seed, and an optimiser that remembers nothing yet. */
export function initialState(config: TrainingConfig, random: Random): State {
  const model = new Nerfacto(config.radiance);
  return { ...drawn(model.parameters, 'adam', random), ...drawn(model.proposalParameters, 'adam', random) };
}

/** As `initialState`, of a language field. */
export function initialLanguageState(config: TrainingConfig, dimensions: LanguageDimensions, random: Random): State {
  return drawn(new LanguageField(config.language, dimensions).parameters, 'radam', random);
}

/** The radiance field of a state alone, without what its optimiser remembers. */
export function frozenRadiance(config: TrainingConfig, state: State): State {
  const model = new Nerfacto(config.radiance);
  const names = [...model.parameters, ...model.proposalParameters].map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, state[name]!]));
}

function drawn(parameters: ParameterSet, optimizer: Optimizer, random: Random): State {
  const state: State = {};
  for (const [name, values] of Object.entries(parameters.initialState(random))) {
    state[name] = values;
    for (const moments of momentNames(optimizer, name)) state[moments] = new Float32Array(values.length);
  }
  return state;
}
