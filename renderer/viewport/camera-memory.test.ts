import { expect, test } from 'vitest';
import { MOST_CAMERAS, type RememberedCamera, rememberCamera, rememberedCamera } from './camera-memory.ts';

function memoryOf(text: string | null = null) {
  let held = text;
  return {
    getItem: () => held,
    setItem(_: string, value: string) {
      held = value;
    },
  };
}

const camera = (x: number): RememberedCamera => ({
  worldFromCamera: [1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0],
  verticalFovDegrees: 50,
  target: [x, 0, -1],
});

test('each project has the last camera that it was looked at through', () => {
  const memory = memoryOf();
  expect(rememberedCamera('a', memory)).toBeNull();
  rememberCamera('a', camera(1), memory);
  rememberCamera('b', camera(2), memory);
  rememberCamera('a', camera(3), memory);
  expect(rememberedCamera('a', memory)).toEqual(camera(3));
  expect(rememberedCamera('b', memory)).toEqual(camera(2));
});

test('the project that was looked at longest ago is forgotten first', () => {
  const memory = memoryOf();
  for (let i = 0; i < MOST_CAMERAS; i++) rememberCamera(`${i}`, camera(i), memory);
  rememberCamera('0', camera(0), memory);
  rememberCamera('new', camera(7), memory);
  expect(rememberedCamera('1', memory)).toBeNull();
  expect(rememberedCamera('0', memory)).toEqual(camera(0));
});

test.each([
  'not JSON',
  '{}',
  '[["a"]]',
  '[["a", null]]',
  '[["a", {"worldFromCamera": [1, 2], "verticalFovDegrees": 50, "target": [0, 0, 0]}]]',
  '[["a", {"worldFromCamera": [1,0,0,0,0,1,0,0,0,0,1,null], "verticalFovDegrees": 50, "target": [0, 0, 0]}]]',
])('what is no camera is not restored: %s', (text) => {
  expect(rememberedCamera('a', memoryOf(text))).toBeNull();
});

test('a storage that takes nothing does no harm', () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  expect(() => rememberCamera('a', camera(1), full)).not.toThrow();
});
