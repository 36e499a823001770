export { type TrainingHooks, type TrainingOutcome, train } from './train.ts';
