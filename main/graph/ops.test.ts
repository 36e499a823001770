import { describe, expect, it } from 'vitest';
import * as ops from './ops.ts';

const x = ops.input('x', [2, 3]);

describe('shapes', () => {
  it('of products follow the last two axes', () => {
    expect(ops.matmul(x, ops.input('y', [3, 4])).shape).toEqual([2, 4]);
    expect(ops.matmul(x, ops.input('y', [5, 3, 4])).shape).toEqual([5, 2, 4]);
  });

  it('of sums lose or keep the axes summed over', () => {
    expect(ops.sum(x).shape).toEqual([]);
    expect(ops.sum(x, [-1]).shape).toEqual([2]);
    expect(ops.sum(x, [0], true).shape).toEqual([1, 3]);
  });

  it('of gathered rows have the indices in the place of the axis', () => {
    expect(ops.gather(x, ops.int32([0, 1, 0, 1], [2, 2]), 1).shape).toEqual([2, 2, 2]);
  });

  it('of slices count negative ends from the end', () => {
    expect(ops.slice(x, 1, 0, -1).shape).toEqual([2, 2]);
  });

  it('of joined tensors add up along the axis', () => {
    expect(ops.concat([x, ops.input('y', [2, 5])], -1).shape).toEqual([2, 8]);
  });
});

describe('what changes nothing records nothing', () => {
  it.each([
    ['reshape', ops.reshape(x, [2, 3])],
    ['expand', ops.expand(x, [2, 3])],
    ['slice', ops.slice(x, 0, 0, 2)],
    ['cast', ops.cast(x, 'float32')],
  ])('%s', (_name, result) => {
    expect(result).toBe(x);
  });
});

it('arithmetic takes operands before they were expanded, if the result has the same shape', () => {
  const narrow = ops.input('narrow', [1, 3]);
  const product = ops.mul(ops.expand(narrow, [2, 3]), x);
  expect(product.node.operands).toEqual([narrow, x]);
  const wide = ops.add(ops.expand(narrow, [2, 3]), ops.expand(narrow, [2, 3]));
  expect(wide.shape).toEqual([2, 3]);
});

describe('what does not fit is refused where it is written', () => {
  it.each<[string, () => unknown, string]>([
    ['constant', () => ops.constant([1, 2, 3], [2]), '3 values do not fill shape [2]'],
    ['add', () => ops.add(x, ops.input('y', [2])), 'shapes [2,3] and [2] cannot be broadcast together'],
    ['add of types', () => ops.add(x, ops.int32([1])), 'Add of float32 and int32'],
    ['matmul', () => ops.matmul(x, x), 'MatMul of [2,3] and [2,3]'],
    ['sum', () => ops.sum(x, [2]), 'axis 2 of a tensor of shape [2,3]'],
    ['reshape', () => ops.reshape(x, [4]), 'cannot reshape [2,3] to [4]'],
    ['expand', () => ops.expand(x, [2, 4]), '[2,3]'],
    ['expand to fewer', () => ops.expand(x, [2, 1]), 'cannot expand [2,3] to [2,1]'],
    ['slice', () => ops.slice(x, 1, 1, 4), 'slice 1:4 of an axis of 3'],
    ['empty slice', () => ops.slice(x, 1, 2, 2), 'slice 2:2 of an axis of 3'],
    ['concat', () => ops.concat([], 0), 'concat of nothing'],
    ['concat of other sizes', () => ops.concat([x, ops.input('y', [3, 3])], 1), 'concat of [2,3], [3,3] along axis 1'],
    ['transpose', () => ops.transpose(x, [0, 0]), '[0,0] does not permute [2,3]'],
    ['gather', () => ops.gather(x, ops.input('i', [2]), 0), 'indices of type float32'],
    ['scatter', () => ops.scatterElementsAdd(x, ops.int32([1, 1], [1, 2]), x, 0), 'indices and updates differ'],
    ['where', () => ops.where(x, 0, 1), 'the condition of Where is float32'],
    ['comparison of types', () => ops.less(x, ops.int32([1])), 'Less of float32 and int32'],
    ['topK', () => ops.topK(x, 4, 1), 'the 4 largest of 3'],
    ['gatherElements', () => ops.gatherElements(x, ops.int32([0], [1]), 0), 'indices [1] do not lie within [2,3]'],
  ])('%s', (_name, build, message) => {
    expect(build).toThrow(message);
  });
});
