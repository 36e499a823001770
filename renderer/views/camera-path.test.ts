import { expect, test } from 'vitest';
import type { CameraPath } from '../../main/api/contract.ts';
import { withCamera, withKeyframe, withKeyframeAt, withoutKeyframe } from './camera-path.ts';

const keyframe = (id: string) => ({
  id,
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  verticalFovDegrees: 50,
});
const path: CameraPath = { keyframes: ['a', 'b', 'c'].map(keyframe), seconds: 8, isClosed: false };
const ids = ({ keyframes }: CameraPath) => keyframes.map(({ id }) => id).join('');

test('keyframes are added behind the others, taken out, and moved as far as the ends', () => {
  expect(ids(withKeyframe(path, keyframe('d')))).toBe('abcd');
  expect(ids(withoutKeyframe(path, 'b'))).toBe('ac');
  expect(ids(withKeyframeAt(path, 'a', 1))).toBe('bac');
  expect(ids(withKeyframeAt(path, 'c', -5))).toBe('cab');
  expect(ids(withKeyframeAt(path, 'a', 99))).toBe('bca');
  expect(withKeyframeAt(path, 'gone', 0)).toBe(path);
});

test('a keyframe gets another camera and nothing else of it', () => {
  const camera = { ...keyframe('x'), verticalFovDegrees: 30, target: [0, 0, 0] };
  const changed = withCamera(path, 'b', camera);
  expect(ids(changed)).toBe('abc');
  expect(changed.keyframes[1]).toEqual({ ...keyframe('b'), verticalFovDegrees: 30 });
  expect(changed.keyframes[0]).toBe(path.keyframes[0]);
});
