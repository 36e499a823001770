import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { add, constant, input, mul, sin, sum } from './ops.ts';
import { broadcastShapes, topologicalOrder } from './tensor.ts';

describe('topologicalOrder', () => {
  it('has operands before users, and every node once', () => {
    const x = input('x', [2]);
    const shared = sin(x);
    const left = add(shared, x);
    const right = mul(shared, left);
    const order = topologicalOrder([right, left]);
    expect(order).toHaveLength(4);
    for (const node of order) {
      for (const operand of node.operands) expect(order.indexOf(operand.node)).toBeLessThan(order.indexOf(node));
    }
  });

  it('is not stopped by depth', () => {
    const x = input('x', []);
    let chain = x;
    for (let depth = 0; depth < 20_000; depth++) chain = sin(chain);
    expect(topologicalOrder([chain])).toHaveLength(20_001);
    expect(topologicalOrder(gradients(chain, [x])).length).toBeGreaterThan(40_000);
  });
});

describe('broadcastShapes', () => {
  it('is that of numpy', () => {
    expect(broadcastShapes([2, 3], [3])).toEqual([2, 3]);
    expect(broadcastShapes([2, 1, 4], [3, 1])).toEqual([2, 3, 4]);
    expect(broadcastShapes([], [2])).toEqual([2]);
    expect(broadcastShapes([1], [])).toEqual([1]);
  });

  it('refuses sizes that differ', () => {
    expect(() => broadcastShapes([2, 3], [2])).toThrow('shapes [2,3] and [2] cannot be broadcast together');
    expect(() => add(constant([1, 2], [2]), sum(input('x', [3, 3]), [0]))).toThrow('cannot be broadcast');
  });
});
