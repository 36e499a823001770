/**
 * A scene that is its own ground truth: a red sphere and a blue box on a chequered table, seen
 * against the sky, ray-traced with one sun. Everything is Lambertian, because a radiance field should be able to
 * learn it within a few dozen steps.
 *
 * World axes: z up, the table at z = 0, lengths of about one.
 */
export type Vector3 = readonly [number, number, number];

interface Hit {
  distance: number;
  normal: Vector3;
  albedo: Vector3;
}

const sphere = { center: [-0.35, 0.1, 0.4] as Vector3, radius: 0.4, albedo: [0.86, 0.2, 0.16] as Vector3 };
const box = {
  min: [0.15, -0.4, 0] as Vector3,
  max: [0.7, 0.25, 0.55] as Vector3,
  albedo: [0.16, 0.36, 0.82] as Vector3,
};
const tableHalfSize = 1.3;
const squareSize = 0.325;
const toSun = normalise([0.5, -0.4, 1]);
const ambient = 0.35;

/** Linear colour in [0, 1] seen along a ray; `direction` is of unit length. */
export function traceTinyScene(origin: Vector3, direction: Vector3): Vector3 {
  const hit = nearest(origin, direction);
  if (!hit) return sky(direction);
  // Lifted off the surface, or every surface would shadow itself.
  const point = along(origin, direction, hit.distance);
  const lifted = along(point, hit.normal, 1e-6);
  const sunlight = nearest(lifted, toSun) ? 0 : Math.max(0, dot(hit.normal, toSun));
  const light = ambient + (1 - ambient) * sunlight;
  return [hit.albedo[0] * light, hit.albedo[1] * light, hit.albedo[2] * light];
}

function nearest(origin: Vector3, direction: Vector3): Hit | null {
  let first: Hit | null = null;
  for (const hit of [hitSphere(origin, direction), hitBox(origin, direction), hitTable(origin, direction)]) {
    if (hit && (!first || hit.distance < first.distance)) first = hit;
  }
  return first;
}

function hitSphere(origin: Vector3, direction: Vector3): Hit | null {
  const toOrigin = subtract(origin, sphere.center);
  const half = dot(toOrigin, direction);
  const discriminant = half * half - dot(toOrigin, toOrigin) + sphere.radius ** 2;
  const distance = -half - Math.sqrt(discriminant);
  if (!(distance > 0)) return null;
  return {
    distance,
    normal: normalise(subtract(along(origin, direction, distance), sphere.center)),
    albedo: sphere.albedo,
  };
}

/** The slab test: the ray is inside the box where it is inside all three pairs of planes. */
function hitBox(origin: Vector3, direction: Vector3): Hit | null {
  let enter = Number.NEGATIVE_INFINITY;
  let leave = Number.POSITIVE_INFINITY;
  let normal: Vector3 = [0, 0, 1];
  for (const axis of [0, 1, 2] as const) {
    const toMin = (box.min[axis] - origin[axis]) / direction[axis];
    const toMax = (box.max[axis] - origin[axis]) / direction[axis];
    const near = Math.min(toMin, toMax);
    leave = Math.min(leave, Math.max(toMin, toMax));
    if (near > enter) {
      enter = near;
      const sign = -Math.sign(direction[axis]);
      normal = [axis === 0 ? sign : 0, axis === 1 ? sign : 0, axis === 2 ? sign : 0];
    }
  }
  return enter > 0 && enter < leave ? { distance: enter, normal, albedo: box.albedo } : null;
}

function hitTable(origin: Vector3, direction: Vector3): Hit | null {
  const distance = -origin[2] / direction[2];
  if (!(distance > 0)) return null;
  const [x, y] = along(origin, direction, distance);
  if (Math.max(Math.abs(x), Math.abs(y)) > tableHalfSize) return null;
  const dark = (Math.floor(x / squareSize) + Math.floor(y / squareSize)) % 2 === 0;
  return { distance, normal: [0, 0, 1], albedo: dark ? [0.25, 0.3, 0.26] : [0.93, 0.9, 0.8] };
}

function sky(direction: Vector3): Vector3 {
  const height = 0.5 + 0.5 * direction[2];
  return [0.9 - 0.45 * height, 0.92 - 0.25 * height, 0.95];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function normalise(v: Vector3): Vector3 {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

export function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function along(origin: Vector3, direction: Vector3, distance: number): Vector3 {
  return [
    origin[0] + distance * direction[0],
    origin[1] + distance * direction[1],
    origin[2] + distance * direction[2],
  ];
}
