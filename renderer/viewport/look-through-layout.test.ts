import { expect, test } from 'vitest';
import { lookThroughLayout } from './look-through-layout.ts';
import { containedRect } from './rect.ts';
import { testFrame } from './test-frame.ts';

const { intrinsics } = testFrame(); // twice as wide as high
const viewport = { width: 1000, height: 700 };

test('a contained rectangle keeps its aspect and touches two opposite sides', () => {
  expect(containedRect({ left: 10, top: 20, width: 400, height: 400 }, 2)).toEqual({
    left: 10,
    top: 120,
    width: 400,
    height: 200,
  });
  expect(containedRect({ left: 0, top: 0, width: 400, height: 100 }, 2)).toEqual({
    left: 100,
    top: 0,
    width: 200,
    height: 100,
  });
});

test('with the photograph over the view there is one column', () => {
  const { scene, photograph, render } = lookThroughLayout(viewport, intrinsics, {
    place: 'over',
    hasRender: false,
    hasAnswer: false,
  });
  expect(scene.width / scene.height).toBeCloseTo(2);
  expect(photograph).toBeNull();
  expect(render).toBeNull();
});

test('columns stand side by side, equally large and inside the viewport', () => {
  const { scene, photograph, render } = lookThroughLayout(viewport, intrinsics, {
    place: 'beside',
    hasRender: true,
    hasAnswer: true,
  });
  expect([photograph!.width, render!.width]).toEqual([scene.width, scene.width]);
  expect(scene.left + scene.width).toBeLessThan(photograph!.left);
  expect(photograph!.left + photograph!.width).toBeLessThan(render!.left);
  expect(render!.left + render!.width).toBeLessThanOrEqual(viewport.width);
});

test('a viewport of no size gives finite rectangles', () => {
  const { scene } = lookThroughLayout({ width: 0, height: 0 }, intrinsics, {
    place: 'over',
    hasRender: false,
    hasAnswer: false,
  });
  expect(Object.values(scene).every(Number.isFinite)).toBe(true);
  expect(scene.width).toBeGreaterThan(0);
});
