import { beforeEach, describe, expect, test } from 'vitest';
import {
  lookThrough,
  rememberRender,
  resetViewport,
  stepCamera,
  toggleLayer,
  useViewportStore,
} from './viewport-store.ts';

const lookingThrough = () => useViewportStore.getState().lookingThrough;

beforeEach(() => resetViewport(3));

describe('stepping through the cameras', () => {
  test('begins at the first or the last', () => {
    stepCamera(1);
    expect(lookingThrough()).toBe(0);
    lookThrough(null);
    stepCamera(-1);
    expect(lookingThrough()).toBe(2);
  });

  test('goes round the end', () => {
    lookThrough(2);
    stepCamera(1);
    expect(lookingThrough()).toBe(0);
    stepCamera(-1);
    expect(lookingThrough()).toBe(2);
  });

  test('does nothing where there are none', () => {
    resetViewport(0);
    stepCamera(1);
    expect(lookingThrough()).toBeNull();
  });
});

test('another project begins without the camera and the renders of the last one, but with its layers', () => {
  lookThrough(1);
  rememberRender(1, 'job');
  toggleLayer('grid');
  resetViewport(9);
  expect(useViewportStore.getState()).toMatchObject({ lookingThrough: null, renderJobs: {}, frameCount: 9 });
  expect(useViewportStore.getState().layers.grid).toBe(false);
});
