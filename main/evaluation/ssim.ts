const RADIUS = 5;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

const KERNEL = (() => {
  const weights = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
})();

/**
 * Structural similarity (Wang et al. 2004, equation 13) of RGB images with values in [0, 1] and [0, 255]:
 * Gaussian window of 11 pixels, sigma 1.5, mean over channels and over the windows that lie wholly
 * inside. Images smaller than the window are compared by one window over all of them.
 */
export function ssim(rendered: Float32Array, reference: Uint8Array, width: number, height: number): number {
  let total = 0;
  for (let channel = 0; channel < 3; channel++) {
    const a = new Float64Array(width * height);
    const b = new Float64Array(width * height);
    for (let pixel = 0; pixel < a.length; pixel++) {
      a[pixel] = rendered[3 * pixel + channel]!;
      b[pixel] = reference[3 * pixel + channel]! / 255;
    }
    total += ssimOfChannel(a, b, width, height);
  }
  return total / 3;
}

function ssimOfChannel(a: Float64Array, b: Float64Array, width: number, height: number): number {
  const blurred = (f: (x: number, y: number) => number) =>
    blur(
      a.map((x, i) => f(x, b[i]!)),
      width,
      height,
    );
  const meanA = blurred((x) => x);
  const meanB = blurred((_x, y) => y);
  const squareA = blurred((x) => x * x);
  const squareB = blurred((_x, y) => y * y);
  const product = blurred((x, y) => x * y);
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [mA, mB] = [meanA[i]!, meanB[i]!];
    const varianceA = squareA[i]! - mA * mA;
    const varianceB = squareB[i]! - mB * mB;
    const covariance = product[i]! - mA * mB;
    sum += ((2 * mA * mB + C1) * (2 * covariance + C2)) / ((mA * mA + mB * mB + C1) * (varianceA + varianceB + C2));
  }
  return sum / meanA.length;
}

/** Windowed means at every place where the window fits: separable, first along rows, then columns. */
function blur(image: Float64Array, width: number, height: number): Float64Array {
  const rows = blurRows(image, width, height);
  const narrowed = rows.length / height;
  return blurRows(transpose(rows, narrowed, height), height, narrowed);
}

function blurRows(image: Float64Array, width: number, height: number): Float64Array {
  const kernel = width >= KERNEL.length ? KERNEL : Array.from({ length: width }, () => 1 / width);
  const outputWidth = width - kernel.length + 1;
  const result = new Float64Array(outputWidth * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < outputWidth; column++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * image[row * width + column + k]!;
      result[row * outputWidth + column] = sum;
    }
  }
  return result;
}

function transpose(image: Float64Array, width: number, height: number): Float64Array {
  const result = new Float64Array(image.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) result[column * height + row] = image[row * width + column]!;
  }
  return result;
}
