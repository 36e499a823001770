import { alphaComposite, opticalDepth, samplePoints } from '../graph/composites.ts';
import { add, mul, reshape } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { RadianceConfig } from './config.ts';
import { distortionLoss, interlevelLoss, meanSquaredError } from './losses.ts';
import { ParameterSet } from './parameters.ts';
import { ColourNetwork, DensityField } from './radiance-field.ts';
import { renderColour } from './rendering.ts';
import { firstSpacing, type RayBins, resampleSpacing, Spacing } from './sampling.ts';
import { sphericalHarmonics } from './spherical-harmonics.ts';

/** A bundle of R rays; directions are unit vectors in the normalised world. */
export interface Rays {
  readonly origins: Tensor; // [3, R]
  readonly directions: Tensor; // [3, R]
  /** One random shift per sampling round, [rounds, R] in [0, 1); null for evaluation. */
  readonly jitter: readonly Tensor[] | null;
  /** Exponent on proposal weights while resampling, scalar; 1 once annealing is over. */
  readonly anneal: Tensor;
}

export interface RenderedRays {
  readonly colour: Tensor; // [3, R]
  readonly weights: Tensor; // [S, R]
  readonly bins: RayBins;
  readonly proposals: readonly { readonly weights: Tensor; readonly bins: RayBins }[];
}

/**
 * The radiance field of the reference implementation, nerfacto (Tancik et al. 2023, section 4): proposal
 * fields that say where to look, a hash grid with density and colour networks, in contracted space.
 */
export class Nerfacto {
  readonly parameters = new ParameterSet();
  readonly proposalParameters = new ParameterSet();
  readonly config: RadianceConfig;
  private readonly spacing: Spacing;
  private readonly proposals: DensityField[];
  private readonly density: DensityField;
  private readonly colour: ColourNetwork;

  constructor(config: RadianceConfig) {
    this.config = config;
    this.spacing = new Spacing(config.near, config.far);
    this.proposals = config.proposals.map(
      ({ grid, hiddenSize }, round) =>
        new DensityField(`proposal${round}`, grid, hiddenSize, 0, this.proposalParameters),
    );
    const { grid, densityHiddenSize, geometryFeatures } = config;
    this.density = new DensityField('field', grid, densityHiddenSize, geometryFeatures, this.parameters);
    this.colour = new ColourNetwork('field', config, this.parameters);
  }

  render(rays: Rays): RenderedRays {
    const count = rays.origins.shape[1]!;
    const proposals: { weights: Tensor; bins: RayBins }[] = [];
    let edges: Tensor | null = null;
    for (const [round, field] of this.proposals.entries()) {
      const { samples } = this.config.proposals[round]!;
      edges = this.nextEdges(edges, proposals.at(-1)?.weights, samples, count, rays, round);
      const bins = this.spacing.bins(edges);
      proposals.push({ weights: this.march(field, rays, bins).weights, bins });
    }
    edges = this.nextEdges(edges, proposals.at(-1)?.weights, this.config.samples, count, rays, this.proposals.length);
    const bins = this.spacing.bins(edges);
    const { weights, features } = this.march(this.density, rays, bins);
    const colours = this.colour.evaluate(sphericalHarmonics(rays.directions), features!);
    return { colour: renderColour(weights, colours), weights, bins, proposals };
  }

  /** The losses by name, as they are added up: already multiplied by their factors. */
  losses(rendered: RenderedRays, target: Tensor): { rgb: Tensor; interlevel: Tensor; distortion: Tensor } {
    const { bins, weights, proposals } = rendered;
    const interlevel = proposals
      .map((proposal) => interlevelLoss(bins.spacing, weights, proposal.bins.spacing, proposal.weights))
      .reduce(add);
    return {
      rgb: meanSquaredError(rendered.colour, target),
      interlevel: mul(interlevel, this.config.interlevelLoss),
      distortion: mul(distortionLoss(bins.spacing, weights), this.config.distortionLoss),
    };
  }

  private march(field: DensityField, { origins, directions }: Rays, { euclidean }: RayBins) {
    const { logDensity, features } = field.evaluate(samplePoints(origins, directions, euclidean));
    return { weights: alphaComposite(opticalDepth(logDensity, euclidean, this.config.initialDensity)), features };
  }

  private nextEdges(
    edges: Tensor | null,
    weights: Tensor | undefined,
    samples: number,
    count: number,
    rays: Rays,
    round: number,
  ): Tensor {
    const jitter = rays.jitter === null ? null : reshape(rays.jitter[round]!, [1, count]);
    if (edges === null || weights === undefined) return firstSpacing(samples, count, jitter);
    return resampleSpacing(edges, weights, rays.anneal, samples, jitter);
  }
}
