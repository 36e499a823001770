import type { RadianceConfig } from '../field/config.ts';
import { Nerfacto } from '../field/nerfacto.ts';
import { accumulate, expectedDepth } from '../field/rendering.ts';
import { clip, input } from '../graph/ops.ts';
import type { FunctionProgram } from '../graph/program.ts';

/** Colour, expected depth and accumulation of `rays` rays, sampled without jitter. */
export function renderProgram(config: RadianceConfig, rays: number): FunctionProgram {
  const model = new Nerfacto(config);
  const origins = input('origins', [3, rays]);
  const directions = input('directions', [3, rays]);
  const anneal = input('anneal', []);
  const rendered = model.render({ origins, directions, jitter: null, anneal });
  return {
    name: 'render',
    inputs: [origins, directions, anneal],
    state: [...model.parameters.tensors(), ...model.proposalParameters.tensors()],
    outputs: {
      colour: clip(rendered.colour, 0, 1),
      depth: expectedDepth(rendered.weights, rendered.bins.euclidean),
      accumulation: accumulate(rendered.weights),
    },
  };
}
