import type { Frame } from '../../main/api/contract.ts';

/** A frame for tests: 200 × 100 pixels, focal length 100, principal point off the centre, at the origin. */
export function testFrame(overrides: Partial<Frame> = {}): Frame {
  return {
    index: 0,
    file: 'images/0001.jpg',
    split: 'train',
    intrinsics: { width: 200, height: 100, fx: 100, fy: 100, cx: 90, cy: 60, distortion: [0, 0, 0, 0, 0, 0] },
    worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    ...overrides,
  };
}

/** The same camera moved to a place. */
export const frameAt = (x: number, y: number, z: number): Frame =>
  testFrame({ worldFromCamera: [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z] });
