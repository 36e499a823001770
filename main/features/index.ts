/** What encoders see in the photographs, computed once, kept in the project, and looked up while training. */
export { type Encoders, type ExtractionHooks, type ExtractionResult, extractFeatures } from './extract.ts';
export { type EncoderKey, type ExtractionEstimate, estimateExtraction } from './extraction-plan.ts';
export { LanguageTargets } from './targets.ts';
