import { expand } from './expansions.ts';
import * as ops from './ops.ts';
import { rewrite } from './rewrite.ts';
import { shareEqual } from './sharing.ts';
import { elementCount, type Node, type Operator, type Tensor } from './tensor.ts';

/**
 * Where a provider of ONNX Runtime has no kernel for an operator, or a wrong one, a program written for
 * it says the same in operators that it has. What was measured is in docs/onnxruntime.md.
 */
export type Target = 'cpu' | 'cuda' | 'webgpu';

type Lowerings = { readonly [K in Operator]?: (node: Node<K>, operands: readonly Tensor[]) => Tensor | null };

const LOWERINGS: Readonly<Record<Target, Lowerings>> = {
  cpu: {},
  // At opset 17 CUDA takes ScatterElements' reduction for "none": the last update would win.
  cuda: { ScatterElementsAdd: scatterThroughFlatTable },
  webgpu: { Sign: signByComparison, Slice: sliceIntegersByGather },
};

/** The same values in operators that `target` computes. */
export function lower(outputs: readonly Tensor[], target: Target): readonly Tensor[] {
  const expanded = shareEqual(rewrite(outputs, expand));
  const lowerings = LOWERINGS[target];
  if (Object.keys(lowerings).length === 0) return expanded;
  return rewrite(expanded, (node, operands) => lowered(lowerings, node, operands));
}

function lowered<K extends Operator>(lowerings: Lowerings, node: Node<K>, operands: readonly Tensor[]): Tensor | null {
  const lowering: Lowerings[K] = lowerings[node.operator];
  return lowering?.(node, operands) ?? null;
}

function signByComparison(_node: Node<'Sign'>, [x]: readonly Tensor[]): Tensor {
  const isPositive = ops.cast(ops.less(0, x!), 'float32');
  const isNegative = ops.cast(ops.less(x!, 0), 'float32');
  return ops.sub(isPositive, isNegative);
}

function sliceIntegersByGather({ attributes }: Node<'Slice'>, [x]: readonly Tensor[]): Tensor | null {
  if (x!.dtype !== 'int32') return null;
  const { axis, start, end } = attributes;
  return ops.gather(x!, ops.int32(Array.from({ length: end - start }, (_, offset) => start + offset)), axis);
}

/** Scatters into `data` laid out flat, at positions counted from its first element. */
function scatterThroughFlatTable({ attributes: { axis } }: Node<'ScatterElementsAdd'>, operands: readonly Tensor[]) {
  const [data, indices, updates] = operands as [Tensor, Tensor, Tensor];
  const { shape } = data;
  const strides = shape.map((_, dimension) => elementCount(shape.slice(dimension + 1)));
  const index = ops.cast(indices, 'int32');
  // Negative indices count from the end of their axis, not of the flat table.
  const fromStart = ops.where(
    ops.less(index, ops.int32([0], [])),
    ops.add(index, ops.int32([shape[axis]!], [])),
    index,
  );
  let position = ops.mul(fromStart, ops.int32([strides[axis]!], []));
  for (const [dimension, size] of indices.shape.entries()) {
    if (dimension === axis || size === 1) continue;
    const offsets = Array.from({ length: size }, (_, coordinate) => coordinate * strides[dimension]!);
    position = ops.add(
      position,
      ops.int32(
        offsets,
        shape.map((_, other) => (other === dimension ? size : 1)),
      ),
    );
  }
  const count = elementCount(indices.shape);
  const sum = ops.scatterNDAdd(
    ops.reshape(data, [elementCount(shape)]),
    ops.cast(ops.reshape(position, [count, 1]), 'int64'),
    ops.reshape(updates, [count]),
  );
  return ops.reshape(sum, shape);
}
