import { add, concat, constant, expand, mul, reshape, slice, square, sub } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * Real spherical harmonics up to degree 3 (16 components), the basis in which colour depends on the
 * viewing direction. Constants: Sloan, "Efficient spherical harmonic evaluation" (JCGT 2013).
 * @param directions [3, R], unit length.
 * @returns [16, R].
 */
export function sphericalHarmonics(directions: Tensor): Tensor {
  const rays = directions.shape[1]!;
  const [x, y, z] = [0, 1, 2].map((axis) => slice(directions, 0, axis, axis + 1)) as [Tensor, Tensor, Tensor];
  const [xx, yy, zz] = [square(x), square(y), square(z)];
  const [xy, yz, xz] = [mul(x, y), mul(y, z), mul(x, z)];
  const difference = sub(xx, yy);
  return concat(
    [
      expand(constant([0.28209479177387814], [1, 1]), [1, rays]),
      mul(y, 0.4886025119029199),
      mul(z, 0.4886025119029199),
      mul(x, 0.4886025119029199),
      mul(xy, 1.0925484305920792),
      mul(yz, 1.0925484305920792),
      add(mul(zz, 0.9461746957575601), -0.31539156525251999),
      mul(xz, 1.0925484305920792),
      mul(difference, 0.5462742152960396),
      mul(mul(y, sub(mul(xx, 3), yy)), 0.5900435899266435),
      mul(mul(xy, z), 2.890611442640554),
      mul(mul(y, sub(mul(zz, 5), 1)), 0.4570457994644657),
      mul(mul(z, sub(mul(zz, 5), 3)), 0.37317633259011546),
      mul(mul(x, sub(mul(zz, 5), 1)), 0.4570457994644657),
      mul(mul(z, difference), 1.445305721320277),
      mul(mul(x, sub(xx, mul(yy, 3))), 0.5900435899266435),
    ].map((component) => reshape(component, [1, rays])),
    0,
  );
}
