import type { Frame } from '../api/contract.ts';
import { writeRay } from '../capture/rays.ts';
import { viewSize } from '../view/camera-rays.ts';
import type { FieldSampler } from './build-index.ts';
import { INDEX_SCALES } from './index-run.ts';

/** A ball that means something: what the test field says on its surface. */
export interface Ball {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
  readonly colour: readonly [number, number, number];
  /** Unit length. */
  readonly meaning: Float32Array;
}

const size = { width: 64, height: 48 };

/** Cameras in a circle of radius 3 around the origin, all looking at it from a little above. */
export function circleOfCameras(count: number): Frame[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    // Right, up and backwards as columns; 0.6 and 0.8 tilt it.
    const worldFromCamera = [-s, -0.6 * c, 0.8 * c, 2.4 * c, c, -0.6 * s, 0.8 * s, 2.4 * s, 0, 0.8, 0.6, 1.8];
    return {
      index,
      file: `${index}.png`,
      split: 'train',
      intrinsics: { ...size, fx: 50, fy: 50, cx: 32, cy: 24, distortion: [0, 0, 0, 0, 0, 0] },
      worldFromCamera,
    };
  });
}

/** Unit vector with `at` as its main direction, a little different for every place. */
export function meaningOf(dimensions: number, at: number): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, d) => Number(d === at));
}

/** A field of balls, rendered exactly; what is near none of them means nothing in particular. */
export class BallField implements FieldSampler {
  readonly dimensions: number;
  readonly scales = INDEX_SCALES;
  readonly balls: readonly Ball[];

  /** How much a texture says that no ball means: points of one ball differ by it. */
  private readonly texture: number;

  constructor(dimensions: number, balls: readonly Ball[], texture = 0.1) {
    this.dimensions = dimensions;
    this.balls = balls;
    this.texture = texture;
  }

  async view(camera: Frame, stride: number) {
    const { width, height } = viewSize(camera, stride);
    const pixels = width * height;
    const depth = new Float32Array(pixels).fill(1000);
    const accumulation = new Float32Array(pixels);
    const colour = new Float32Array(3 * pixels);
    const ray = { origins: new Float32Array(3), directions: new Float32Array(3) };
    for (let pixel = 0; pixel < pixels; pixel++) {
      const [column, row] = [(pixel % width) * stride + 0.5, Math.floor(pixel / width) * stride + 0.5];
      writeRay(ray, 0, 1, camera, column, row);
      for (const ball of this.balls) {
        const distance = hit(ray, ball);
        if (distance >= depth[pixel]!) continue;
        depth[pixel] = distance;
        accumulation[pixel] = 1;
        colour.set(ball.colour, 3 * pixel);
      }
    }
    return { width, height, depth, accumulation, colour };
  }

  /** Meanings of the balls, weighted by nearness; at larger scales more of the neighbours shows through. */
  async embeddings(positions: Float32Array, scale: number): Promise<Float32Array> {
    const { dimensions } = this;
    const result = new Float32Array((positions.length / 3) * dimensions);
    for (let point = 0; point < positions.length / 3; point++) {
      const at = positions.subarray(3 * point, 3 * point + 3);
      const embedding = result.subarray(point * dimensions, (point + 1) * dimensions);
      embedding.forEach((_, d) => {
        embedding[d] = this.texture * Math.sin(5 * (d + 1) * at[d % 3]! + d);
      });
      for (const { centre, radius, meaning } of this.balls) {
        const away = Math.max(0, Math.hypot(...centre.map((value, axis) => value - at[axis]!)) - radius);
        const weight = Math.exp(-((away / (0.1 + 0.3 * scale)) ** 2));
        for (let d = 0; d < dimensions; d++) embedding[d]! += weight * meaning[d]!;
      }
      const length = Math.hypot(...embedding);
      for (let d = 0; d < dimensions; d++) embedding[d]! /= length;
    }
    return result;
  }
}

function hit(
  { origins, directions }: { origins: Float32Array; directions: Float32Array },
  { centre, radius }: Ball,
): number {
  const from = centre.map((value, axis) => origins[axis]! - value);
  const b = from.reduce((sum, value, axis) => sum + value * directions[axis]!, 0);
  const c = from.reduce((sum, value) => sum + value * value, 0) - radius * radius;
  const root = b * b - c;
  return root < 0 ? Number.POSITIVE_INFINITY : -b - Math.sqrt(root);
}
