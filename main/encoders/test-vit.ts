import { seededRandom } from '../testing/seeded-random.ts';
import { onnxModel } from './test-models.ts';

interface VitShape {
  readonly side: number;
  readonly patch: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly dimensions: number;
}

/** The image tower of CLIP ViT-B/16. */
export const vitB16: VitShape = { side: 224, patch: 16, width: 768, layers: 12, heads: 12, dimensions: 512 };

/** A vision transformer as CLIP has it, its weights random: the work of a real one, and the same answers to nobody. */
export function vitTower({ side, patch, width, layers, heads, dimensions }: VitShape): Uint8Array {
  const nodes: Parameters<typeof onnxModel>[0]['nodes'] = [];
  const weights: NonNullable<Parameters<typeof onnxModel>[0]['weights']> = [];
  const tokens = (side / patch) ** 2 + 1;
  const next = seededRandom(1);

  const weight = (name: string, shape: number[], scale: number, around = 0): string => {
    const count = shape.reduce((product, size) => product * size, 1);
    weights.push({ name, shape, data: Float32Array.from({ length: count }, () => around + scale * (next() - 0.5)) });
    return name;
  };
  const integers = (name: string, values: number[]): string => {
    weights.push({ name, shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  };
  const op = (operator: string, inputs: string[], output: string, attributes = {}): string => {
    nodes.push({ operator, inputs, output, attributes });
    return output;
  };
  const linear = (x: string, name: string, from: number, to: number) => {
    const product = op('MatMul', [x, weight(`${name}.weight`, [from, to], 2 / Math.sqrt(from))], `${name}.product`);
    return op('Add', [product, weight(`${name}.bias`, [to], 0.02)], name);
  };
  const layerNorm = (x: string, name: string) => {
    const inputs = [x, weight(`${name}.scale`, [width], 0.02, 1), weight(`${name}.shift`, [width], 0.02)];
    return op('LayerNormalization', inputs, name);
  };

  const filters = weight('filters', [width, 3, patch, patch], 0.05);
  const strides = { kernel_shape: [patch, patch], strides: [patch, patch] };
  const columns = op(
    'Reshape',
    [op('Conv', ['pixel_values', filters], 'conv', strides), integers('flat', [0, width, -1])],
    'columns',
  );
  const patches = op('Transpose', [columns], 'patches', { perm: [0, 2, 1] });
  // A class token for each image: nothing of its patches, and the token itself.
  const nothing = op('Sub', [op('ReduceMax', [patches], 'most', { axes: [1], keepdims: 1 }), 'most'], 'nothing');
  const classes = op('Add', [nothing, weight('class', [1, 1, width], 0.1)], 'classes');
  const all = op('Concat', [classes, patches], 'all', { axis: 1 });
  let x = layerNorm(op('Add', [all, weight('positions', [1, tokens, width], 0.1)], 'placed'), 'begin');

  integers('split', [0, tokens, heads, width / heads]);
  integers('joined', [0, tokens, width]);
  weights.push({ name: 'scale', shape: [1], data: Float32Array.of(1 / Math.sqrt(width / heads)) });
  weights.push({ name: 'gelu', shape: [1], data: Float32Array.of(1.702) });
  for (let layer = 0; layer < layers; layer++) {
    const named = (name: string) => `layer${layer}.${name}`;
    const attended = layerNorm(x, named('norm1'));
    const head = (name: string, perm: number[]) =>
      op(
        'Transpose',
        [op('Reshape', [linear(attended, named(name), width, width), 'split'], named(`${name}.split`))],
        named(`${name}.heads`),
        { perm },
      );
    const query = op('Mul', [head('query', [0, 2, 1, 3]), 'scale'], named('scaled'));
    const scores = op('MatMul', [query, head('key', [0, 2, 3, 1])], named('scores'));
    const shares = op('Softmax', [scores], named('shares'));
    const mixed = op('MatMul', [shares, head('value', [0, 2, 1, 3])], named('mixed'));
    const joined = op(
      'Reshape',
      [op('Transpose', [mixed], named('unsplit'), { perm: [0, 2, 1, 3] }), 'joined'],
      named('joined'),
    );
    x = op('Add', [x, linear(joined, named('out'), width, width)], named('attention'));
    const hidden = linear(layerNorm(x, named('norm2')), named('up'), width, 4 * width);
    const gate = op('Sigmoid', [op('Mul', [hidden, 'gelu'], named('steep'))], named('gate'));
    const active = op('Mul', [hidden, gate], named('active'));
    x = op('Add', [x, linear(active, named('down'), 4 * width, width)], named('output'));
  }
  const first = op(
    'Squeeze',
    [op('Slice', [x, integers('zero', [0]), integers('one', [1]), 'one'], 'first'), 'one'],
    'firsts',
  );
  op('MatMul', [layerNorm(first, 'end'), weight('projection', [width, dimensions], 0.05)], 'image_embeds');
  return onnxModel({
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, side, side] }],
    outputs: [{ name: 'image_embeds', type: 'float32', shape: ['batch', dimensions] }],
    nodes,
    weights,
  });
}
