import type { CaptureFrame } from './types.ts';

/**
 * Which split a frame belongs to: what the capture says, or every `holdout`-th image held out, beginning
 * with the first (nerfstudio's interval evaluation). 0 holds none out.
 */
export function splitOf(frame: CaptureFrame, index: number, holdout: number): 'train' | 'test' {
  return frame.split ?? (holdout > 0 && index % holdout === 0 ? 'test' : 'train');
}
