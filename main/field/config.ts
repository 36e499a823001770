import type { Preset } from '../api/contract.ts';

/** A multi-resolution hash grid (Müller et al. 2022, section 3). */
export interface HashGridConfig {
  readonly levels: number;
  readonly features: number;
  /** Entries per level: 2^log2TableSize. */
  readonly log2TableSize: number;
  readonly baseResolution: number;
  readonly maxResolution: number;
}

export interface ProposalConfig {
  readonly grid: HashGridConfig;
  readonly hiddenSize: number;
  /** Samples this round takes along each ray. */
  readonly samples: number;
}

/** Sizes of a radiance field: nerfacto's (Tancik et al. 2023) with the numbers left open. */
export interface RadianceConfig {
  readonly grid: HashGridConfig;
  readonly densityHiddenSize: number;
  /** Features the density network hands to the colour network. */
  readonly geometryFeatures: number;
  readonly colourHiddenSize: number;
  readonly proposals: readonly ProposalConfig[];
  /** Samples of the last round, which are rendered. */
  readonly samples: number;
  /** Distances along a unit ray, in units of the normalised world. */
  readonly near: number;
  readonly far: number;
  /** Factor on the density, so that space starts out nearly empty. */
  readonly initialDensity: number;
  readonly interlevelLoss: number;
  readonly distortionLoss: number;
}

export interface LearningRate {
  readonly initial: number;
  readonly final: number;
  /** Steps over which it decays exponentially; it stays at `final` afterwards. */
  readonly decaySteps: number;
}

/** Sizes of a language field (Kerr et al. 2023, section 3); those of its outputs are its encoders'. */
export interface LanguageConfig {
  readonly grids: readonly HashGridConfig[];
  readonly clipHiddenSize: number;
  readonly clipHiddenLayers: number;
  readonly dinoHiddenSize: number;
  /** Samples of each ray that are rendered: those with the largest weights. */
  readonly samples: number;
  readonly clipLoss: number;
  readonly learningRate: LearningRate;
}

export interface TrainingConfig {
  readonly radiance: RadianceConfig;
  readonly language: LanguageConfig;
  readonly raysPerBatch: number;
  readonly fieldLearningRate: LearningRate;
  readonly proposalLearningRate: LearningRate;
  /** Proposal weights are flattened for this many steps (mip-NeRF 360, section 5, with slope 10). */
  readonly annealSteps: number;
  readonly annealSlope: number;
  /** Proposals get gradients every step at first, every `proposalUpdateEvery` + 1 after the warm-up. */
  readonly proposalWarmup: number;
  readonly proposalUpdateEvery: number;
}

const shared = {
  densityHiddenSize: 64,
  geometryFeatures: 15,
  colourHiddenSize: 64,
  near: 0.05,
  far: 1000,
  initialDensity: 0.01,
  interlevelLoss: 1,
  distortionLoss: 0.002,
};
const schedule = { annealSteps: 1000, annealSlope: 10, proposalWarmup: 5000, proposalUpdateEvery: 5 };
const language = {
  clipLoss: 0.1,
  learningRate: { initial: 1e-2, final: 1e-3, decaySteps: 4000 },
};
const constantRate: LearningRate = { initial: 1e-2, final: 1e-2, decaySteps: 1 };
const proposalGrid = { levels: 5, features: 2, baseResolution: 16 };

export const PRESETS: Readonly<Record<Preset, TrainingConfig>> = {
  /** Sized for two CPU cores: about a quarter of the samples and a sixteenth of the table. */
  fast: {
    radiance: {
      ...shared,
      grid: { levels: 8, features: 2, log2TableSize: 16, baseResolution: 16, maxResolution: 512 },
      proposals: [
        { grid: { ...proposalGrid, log2TableSize: 15, maxResolution: 128 }, hiddenSize: 16, samples: 64 },
        { grid: { ...proposalGrid, log2TableSize: 15, maxResolution: 256 }, hiddenSize: 16, samples: 32 },
      ],
      samples: 24,
    },
    language: {
      ...language,
      grids: [
        { levels: 5, features: 4, log2TableSize: 15, baseResolution: 16, maxResolution: 64 },
        { levels: 5, features: 4, log2TableSize: 15, baseResolution: 64, maxResolution: 256 },
      ],
      clipHiddenSize: 128,
      clipHiddenLayers: 2,
      dinoHiddenSize: 64,
      samples: 8,
    },
    raysPerBatch: 1024,
    fieldLearningRate: constantRate,
    proposalLearningRate: constantRate,
    ...schedule,
  },
  /** The reference implementation's sizes. */
  full: {
    radiance: {
      ...shared,
      grid: { levels: 16, features: 2, log2TableSize: 19, baseResolution: 16, maxResolution: 2048 },
      proposals: [
        { grid: { ...proposalGrid, log2TableSize: 17, maxResolution: 128 }, hiddenSize: 16, samples: 256 },
        { grid: { ...proposalGrid, log2TableSize: 17, maxResolution: 256 }, hiddenSize: 16, samples: 96 },
      ],
      samples: 48,
    },
    language: {
      ...language,
      grids: [
        { levels: 12, features: 8, log2TableSize: 19, baseResolution: 16, maxResolution: 128 },
        { levels: 12, features: 8, log2TableSize: 19, baseResolution: 128, maxResolution: 512 },
      ],
      clipHiddenSize: 256,
      clipHiddenLayers: 4,
      dinoHiddenSize: 256,
      samples: 24,
    },
    raysPerBatch: 4096,
    fieldLearningRate: { initial: 1e-2, final: 1e-3, decaySteps: 30_000 },
    proposalLearningRate: constantRate,
    ...schedule,
  },
};
