import { type Node, Tensor, topologicalOrder } from './tensor.ts';

/**
 * By what a node is replaced, given its operands after the rewrite; null keeps the node. For a node with
 * several outputs: by what each of them is.
 */
export type Replacement = (node: Node, operands: readonly Tensor[]) => Tensor | readonly Tensor[] | null;

/**
 * The same expressions with some nodes replaced. Nodes are never changed: those that depend on a
 * replaced one are recorded anew, all others are shared with the original.
 */
export function rewrite(outputs: readonly Tensor[], replacement: Replacement): Tensor[] {
  const replaced = new Map<Node, readonly Tensor[]>();
  const recorded = new Map<Node, Node>();
  const rewritten = (tensor: Tensor): Tensor => {
    const node = recorded.get(tensor.node);
    if (node === undefined) return replaced.get(tensor.node)![tensor.output]!;
    return node === tensor.node ? tensor : new Tensor(node, tensor.shape, tensor.dtype, tensor.output);
  };
  for (const node of topologicalOrder(outputs)) {
    const operands = node.operands.map(rewritten);
    const other = replacement(node, operands);
    if (other !== null) replaced.set(node, other instanceof Tensor ? [other] : other);
    else
      recorded.set(node, operands.every((operand, i) => operand === node.operands[i]) ? node : { ...node, operands });
  }
  return outputs.map(rewritten);
}
