import { expect, test } from 'vitest';
import { turbo, turboGradient } from './turbo.ts';

test('the legend goes from the map’s dark blue over green to dark red, as the engine draws it', () => {
  expect([0, 1].map(turbo)).toEqual(['rgb(35 23 27)', 'rgb(144 13 0)']);
  const [red, green, blue] = turbo(0.5).match(/\d+/g)!.map(Number);
  expect(green).toBeGreaterThan(Math.max(red!, blue!));
  expect(turboGradient.match(/rgb/g)).toHaveLength(17);
});
