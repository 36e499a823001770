import { expand } from '../expansions.ts';
import { inputName, type ModelDescription } from '../onnx-writer.ts';
import { input } from '../ops.ts';
import { rewrite } from '../rewrite.ts';
import { shareEqual } from '../sharing.ts';
import { elementCount, type Node, type OperatorAttributes, type Tensor, topologicalOrder } from '../tensor.ts';
import type { Kernels } from './kernels.ts';
import { type NativeOperator, nativeOperator } from './native-operators.ts';

/** One node that a kernel computes. */
export interface NativeNode {
  readonly node: Node;
  readonly run: NativeOperator;
  /** Its outputs that somebody wants, by position. */
  readonly outputs: ReadonlyMap<number, Tensor>;
  /** Whether other nodes read them. */
  readonly isRead: boolean;
}

export interface Stage {
  /** What ONNX Runtime computes, before the kernels; null where that is nothing. */
  readonly session: Omit<ModelDescription, 'name'> | null;
  readonly native: readonly NativeNode[];
}

export interface StagePlan {
  readonly stages: readonly Stage[];
  /** Where the values of the outputs are. */
  readonly outputs: readonly View[];
  /** Name under which a value crosses from one stage to others. */
  nameOf(tensor: Tensor): string;
}

/**
 * Cuts a program into stages: each an ONNX session and the native nodes that can follow it. A native node goes into
 * the first stage in which its operands are there, any other into the last one before somebody needs it, so that
 * little crosses from one session to another.
 */
export function planStages(outputs: readonly Tensor[], kernels: Kernels): StagePlan {
  const used = usedOutputs(outputs);
  const natively = (node: Node) => nativeOperator(node, new Set(used.get(node)?.keys()), kernels);
  const lowered = shareEqual(rewrite(outputs, (node, operands) => (natively(node) ? null : expand(node, operands))));
  const plan = new Planner(lowered, kernels);
  return {
    outputs: lowered.map(viewOf),
    stages: Array.from({ length: plan.stageCount }, (_, stage) => ({
      session: plan.session(stage),
      native: plan.native.filter(({ node }) => plan.stageOf(node) === stage),
    })),
    nameOf: (tensor) => plan.nameOf(tensor),
  };
}

class Planner {
  readonly native: readonly NativeNode[];
  readonly stageCount: number;
  private readonly stages = new Map<Node, number>();
  private readonly nativeNodes: ReadonlySet<Node>;
  /** Values of ONNX sessions that others want, by name. */
  private readonly crossing = new Map<string, Tensor>();
  private readonly ids = new Map<Node, number>();

  constructor(outputs: readonly Tensor[], kernels: Kernels) {
    const order = topologicalOrder(outputs);
    const used = usedOutputs(outputs);
    const read = new Set(order.flatMap((node) => node.operands.map((operand) => operand.node)));
    this.native = order.flatMap((node) => {
      const outputsOfNode = used.get(node) ?? new Map<number, Tensor>();
      const run = nativeOperator(node, new Set(outputsOfNode.keys()), kernels);
      return run === null ? [] : [{ node, run, outputs: outputsOfNode, isRead: read.has(node) }];
    });
    this.nativeNodes = new Set(this.native.map(({ node }) => node));
    for (const node of order) {
      this.ids.set(node, this.ids.size);
      this.stages.set(node, this.earliestStage(node));
    }
    this.stageCount = 1 + Math.max(0, ...this.stages.values());
    this.delay(order);
    for (const node of order) {
      if (this.nativeNodes.has(node)) for (const operand of node.operands) this.wantOutside(viewOf(operand).source);
      else for (const operand of node.operands) this.wantIn(this.stageOf(node), operand);
    }
    for (const output of outputs) this.wantOutside(viewOf(output).source);
  }

  stageOf(node: Node): number {
    return this.stages.get(node)!;
  }

  nameOf({ node, output }: Tensor): string {
    return `v${this.ids.get(node)}.${output}`;
  }

  session(stage: number): Stage['session'] {
    const wanted = [...this.crossing.values()].filter(({ node }) => this.stageOf(node) === stage);
    if (wanted.length === 0) return null;
    const fed = new Map<string, Tensor>();
    const feed = (tensor: Tensor) => {
      const name = this.nameOf(tensor);
      const known = fed.get(name) ?? input(name, tensor.shape, tensor.dtype);
      fed.set(name, known);
      return known;
    };
    const arriving = new Map<Node, Tensor[]>();
    for (const { node, outputs } of this.native) arriving.set(node, sparse(outputs, feed));
    for (const tensor of this.crossing.values()) {
      if (this.stageOf(tensor.node) >= stage) continue;
      const tensors = arriving.get(tensor.node) ?? [];
      tensors[tensor.output] = feed(tensor);
      arriving.set(tensor.node, tensors);
    }
    const inSession = rewrite(wanted, (node) => arriving.get(node) ?? null);
    const inputs = new Map<string, Tensor>();
    for (const node of topologicalOrder(inSession)) {
      for (const operand of node.operands) {
        if (operand.node.operator === 'input') inputs.set(inputName(operand), operand);
      }
    }
    return {
      inputs: [...inputs.values()],
      outputs: Object.fromEntries(wanted.map((tensor, i) => [this.nameOf(tensor), inSession[i]!])),
    };
  }

  private earliestStage(node: Node): number {
    const isNative = this.nativeNodes.has(node);
    let stage = 0;
    for (const operand of node.operands) {
      const source = isNative ? viewOf(operand).source : operand;
      const waits = !isNative && this.nativeNodes.has(source.node) ? 1 : 0;
      stage = Math.max(stage, this.stageOf(source.node) + waits);
    }
    return stage;
  }

  /** Moves nodes of sessions to the stage in which they are first needed; what is an output stays where it is. */
  private delay(order: readonly Node[]): void {
    const needed = new Map<Node, number>();
    const need = (node: Node, stage: number) =>
      needed.set(node, Math.min(needed.get(node) ?? Number.POSITIVE_INFINITY, stage));
    for (const node of order.toReversed()) {
      const isNative = this.nativeNodes.has(node);
      const stage = isNative ? this.stageOf(node) : (needed.get(node) ?? this.stageOf(node));
      this.stages.set(node, stage);
      // Of a view the source is read, which may be computed elsewhere than the view itself would be.
      for (const operand of node.operands) {
        need(operand.node, stage);
        if (isNative) need(viewOf(operand).source.node, stage);
      }
    }
  }

  /** Notes that a session needs a value: from an earlier one, unless it is a view that it can take itself. */
  private wantIn(stage: number, tensor: Tensor): void {
    const { node } = tensor;
    if (isLeaf(node) || this.nativeNodes.has(node) || this.stageOf(node) === stage) return;
    if (isView(node)) for (const operand of node.operands) this.wantIn(stage, operand);
    else this.wantOutside(tensor);
  }

  private wantOutside(tensor: Tensor): void {
    if (!isLeaf(tensor.node) && !this.nativeNodes.has(tensor.node)) this.crossing.set(this.nameOf(tensor), tensor);
  }
}

const isLeaf = ({ operator }: Node) => operator === 'input' || operator === 'constant';
/** Cheaper to take again than to carry over. */
const isView = ({ operator }: Node) => operator === 'Reshape' || operator === 'Expand';

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

function usedOutputs(outputs: readonly Tensor[]): Map<Node, Map<number, Tensor>> {
  const used = new Map<Node, Map<number, Tensor>>();
  const use = (tensor: Tensor) => {
    const ofNode = used.get(tensor.node) ?? new Map<number, Tensor>();
    ofNode.set(tensor.output, tensor);
    used.set(tensor.node, ofNode);
  };
  for (const output of outputs) use(output);
  for (const node of topologicalOrder(outputs)) for (const operand of node.operands) use(operand);
  return used;
}

function sparse(outputs: ReadonlyMap<number, Tensor>, map: (tensor: Tensor) => Tensor): Tensor[] {
  const result: Tensor[] = [];
  for (const [position, tensor] of outputs) result[position] = map(tensor);
  return result;
}
