import { describe, expect, it } from 'vitest';
import { input } from '../graph/ops.ts';
import { evaluate } from '../testing/evaluate.ts';
import { sphericalHarmonics } from './spherical-harmonics.ts';

const COMPONENTS = 16;

/** Harmonics of unit directions, as one list of components for each. */
async function harmonicsOf(directions: readonly (readonly number[])[]): Promise<number[][]> {
  const rows = [0, 1, 2].flatMap((axis) => directions.map((direction) => direction[axis]!));
  const { result } = await evaluate(
    { result: sphericalHarmonics(input('directions', [3, directions.length])) },
    { directions: rows },
    { doublePrecision: true },
  );
  return directions.map((_, i) =>
    Array.from({ length: COMPONENTS }, (_, component) => result[component * directions.length + i]!),
  );
}

describe('sphericalHarmonics', () => {
  it('are orthonormal over the sphere', async () => {
    // Evenly spaced angles and midpoints of cos θ: products are polynomials of degree 6 at most.
    const [azimuths, heights] = [16, 400];
    const directions = [];
    for (let i = 0; i < heights; i++) {
      for (let j = 0; j < azimuths; j++) {
        const z = (2 * (i + 0.5)) / heights - 1;
        const radius = Math.sqrt(1 - z * z);
        const angle = (2 * Math.PI * j) / azimuths;
        directions.push([radius * Math.cos(angle), radius * Math.sin(angle), z]);
      }
    }
    const harmonics = await harmonicsOf(directions);
    for (let a = 0; a < COMPONENTS; a++) {
      for (let b = 0; b <= a; b++) {
        const mean = harmonics.reduce((sum, values) => sum + values[a]! * values[b]!, 0) / directions.length;
        expect(4 * Math.PI * mean, `components ${a} and ${b}`).toBeCloseTo(a === b ? 1 : 0, 3);
      }
    }
  });

  it('are ordered by degree, and within one as the reference implementation orders them', async () => {
    const [alongX, alongY, alongZ] = await harmonicsOf([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(alongX![0]).toBeCloseTo(Math.sqrt(1 / (4 * Math.PI)), 6);
    const degreeOne = Math.sqrt(3 / (4 * Math.PI));
    expect(alongY!.slice(1, 4)).toEqual([expect.closeTo(degreeOne, 6), 0, 0]);
    expect(alongZ!.slice(1, 4)).toEqual([0, expect.closeTo(degreeOne, 6), 0]);
    expect(alongX!.slice(1, 4)).toEqual([0, 0, expect.closeTo(degreeOne, 6)]);
    // Along z only the zonal component of each degree is left: 0, 2, 6 and 12.
    const zonal = alongZ!.flatMap((value, component) => (Math.abs(value) > 1e-6 ? [component] : []));
    expect(zonal).toEqual([0, 2, 6, 12]);
  });

  it('of opposite directions differ in the sign of the odd degrees', async () => {
    const [there, back] = await harmonicsOf([
      [0.6, -0.48, 0.64],
      [-0.6, 0.48, -0.64],
    ]);
    for (let component = 0; component < COMPONENTS; component++) {
      const degree = Math.floor(Math.sqrt(component));
      expect(back![component]).toBeCloseTo((-1) ** degree * there![component]!, 10);
    }
  });
});
