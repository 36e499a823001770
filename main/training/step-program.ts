import type { TrainingConfig } from '../field/config.ts';
import { Nerfacto } from '../field/nerfacto.ts';
import type { ParameterSet } from '../field/parameters.ts';
import type { Random } from '../field/random.ts';
import { gradients } from '../graph/gradients.ts';
import { add, input, reshape, slice } from '../graph/ops.ts';
import { adam } from '../graph/optimizers.ts';
import type { State, StepProgram } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Names of the numbers a step needs besides its rays, in the order of the `scalars` input. */
export const SCALARS = 5;

/**
 * The training step as one program: forward pass, gradients and optimiser update.
 *
 * `updatesProposals` false is the cheap step: proposals only say where to look and stay as they are.
 */
export function radianceStep(config: TrainingConfig, updatesProposals: boolean): StepProgram {
  const model = new Nerfacto(config.radiance);
  const { raysPerBatch: count } = config;
  const rounds = config.radiance.proposals.length + 1;
  const origins = input('origins', [3, count]);
  const directions = input('directions', [3, count]);
  const target = input('target', [3, count]);
  const jitter = input('jitter', [rounds, count]);
  const scalars = input('scalars', [SCALARS]);

  const rendered = model.render({
    origins,
    directions,
    jitter: Array.from({ length: rounds }, (_, round) => slice(jitter, 0, round, round + 1)),
    anneal: reshape(slice(scalars, 0, 0, 1), []),
  });
  const losses = model.losses(rendered, target);
  const terms = updatesProposals ? [losses.rgb, losses.interlevel, losses.distortion] : [losses.rgb, losses.distortion];
  const total = terms.reduce(add);

  const groups: [ParameterSet, Tensor][] = [[model.parameters, slice(scalars, 0, 1, 3)]];
  if (updatesProposals) groups.push([model.proposalParameters, slice(scalars, 0, 3, 5)]);
  return {
    name: updatesProposals ? 'radiance-step' : 'radiance-step-fixed-proposals',
    batch: [origins, directions, target, jitter, scalars],
    state: [
      ...groups.flatMap(([parameters, rate]) => adamUpdates(total, parameters, rate)),
      ...(updatesProposals
        ? []
        : model.proposalParameters.tensors().map((tensor) => ({ input: tensor, next: tensor }))),
    ],
    outputs: updatesProposals
      ? { rgb: losses.rgb, interlevel: losses.interlevel, distortion: losses.distortion }
      : { rgb: losses.rgb, distortion: losses.distortion },
  };
}

function adamUpdates(loss: Tensor, parameters: ParameterSet, scalars: Tensor): StepProgram['state'][number][] {
  const tensors = parameters.tensors();
  const gradient = gradients(loss, tensors);
  return [...parameters].flatMap(({ name, tensor }, index) => {
    const moments = {
      first: input(`adam.first.${name}`, tensor.shape),
      second: input(`adam.second.${name}`, tensor.shape),
    };
    const next = adam(tensor, gradient[index]!, moments, scalars);
    return [
      { input: tensor, next: next.parameter },
      { input: moments.first, next: next.moments.first },
      { input: moments.second, next: next.moments.second },
    ];
  });
}

/** Parameters drawn from the seed, and an optimiser that remembers nothing yet. */
export function initialState(config: TrainingConfig, random: Random): State {
  const model = new Nerfacto(config.radiance);
  const state: State = {};
  for (const parameters of [model.parameters, model.proposalParameters]) {
    for (const [name, values] of Object.entries(parameters.initialState(random))) {
      state[name] = values;
      state[`adam.first.${name}`] = new Float32Array(values.length);
      state[`adam.second.${name}`] = new Float32Array(values.length);
    }
  }
  return state;
}
