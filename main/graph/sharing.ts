import { type Node, Tensor, topologicalOrder } from './tensor.ts';

/** Constants up to this many values are compared by value, larger ones by identity. */
const LARGEST_COMPARED = 64;

/**
 * The same expressions in which equal ones are computed once (value numbering). A composite and its
 * gradient, each expanded on its own, so share their forward pass. Stop-gradients have had their effect
 * and go.
 */
export function shareEqual(outputs: readonly Tensor[]): Tensor[] {
  const numbers = new Map<unknown, number>();
  const numberOf = (thing: unknown) => {
    const number = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, number);
    return number;
  };
  const byKey = new Map<string, Node>();
  const shared = new Map<Node, Node>();
  const undetached = new Map<Node, Tensor>();
  const current = (tensor: Tensor): Tensor => {
    const source = undetached.get(tensor.node);
    if (source !== undefined) return source;
    const node = shared.get(tensor.node)!;
    return node === tensor.node ? tensor : new Tensor(node, tensor.shape, tensor.dtype, tensor.output);
  };

  for (const node of topologicalOrder(outputs)) {
    const operands = node.operands.map(current);
    if (node.operator === 'Detach') {
      undetached.set(node, operands[0]!);
      continue;
    }
    const ids = operands.map((operand) => `${numberOf(operand.node)}.${operand.output}`);
    const key = `${node.operator} ${attributesKey(node, numberOf)} ${ids.join()}`;
    const kept = operands.every((operand, i) => operand === node.operands[i]) ? node : { ...node, operands };
    const first = byKey.get(key) ?? kept;
    byKey.set(key, first);
    shared.set(node, first);
  }
  return outputs.map(current);
}

function attributesKey(node: Node, numberOf: (thing: unknown) => number): string {
  if (node.operator !== 'constant') return JSON.stringify(node.attributes);
  const { data, shape } = (node as Node<'constant'>).attributes;
  const values = data.length <= LARGEST_COMPARED ? `${data.constructor.name} ${data.join()}` : numberOf(data);
  return `${shape} ${values}`;
}
