import { elementCount, type OperatorAttributes, type Tensor } from '../tensor.ts';

/** A part of another tensor's values: of one that is no reshaped or cut tensor itself. */
export interface View {
  readonly source: Tensor;
  /** Of the first value, and how many there are. */
  readonly begin: number;
  readonly count: number;
}

/** Where the values of a tensor lie as they are: another shape has the same, and so have rows that are cut out. */
export function viewOf(tensor: Tensor): View {
  let source = tensor;
  let begin = 0;
  for (;;) {
    const { operator, attributes, operands } = source.node;
    if (operator === 'Slice') {
      const { axis, start } = attributes as OperatorAttributes['Slice'];
      const { shape } = operands[0]!;
      if (elementCount(shape.slice(0, axis)) !== 1) break;
      begin += start * elementCount(shape.slice(axis + 1));
    } else if (operator !== 'Reshape') break;
    source = operands[0]!;
  }
  return { source, begin, count: elementCount(tensor.shape) };
}
