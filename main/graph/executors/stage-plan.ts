import { expand } from '../expansions.ts';
import { inputName, type ModelDescription } from '../onnx-writer.ts';
import { input } from '../ops.ts';
import { rewrite } from '../rewrite.ts';
import { shareEqual } from '../sharing.ts';
import { type Node, type Tensor, topologicalOrder } from '../tensor.ts';
import type { Kernels } from './kernels.ts';
import { type NativeOperator, nativeOperator } from './native-operators.ts';
import { type View, viewOf } from './views.ts';

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
 * Cuts a program into stages: each an ONNX session, where it needs one, and the native nodes that can follow it. A
 * native node goes into the first stage in which its operands are there; what nobody waits for, into the last one.
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
  private readonly outputs: readonly Tensor[];
  private readonly stages = new Map<Node, number>();
  private readonly nativeNodes: ReadonlySet<Node>;
  /** Values of ONNX sessions that others want, by name. */
  private readonly crossing = new Map<string, Tensor>();
  private readonly ids = new Map<Node, number>();

  constructor(outputs: readonly Tensor[], kernels: Kernels) {
    this.outputs = outputs;
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
    for (const { node, isRead } of this.native) if (!isRead) this.stages.set(node, this.stageCount - 1);
    this.gather(order);
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

  /**
   * Gives each node that a session computes its stage, between the first in which it can run and the last before
   * somebody needs it, so that there are as few sessions as possible: one wherever the time of some node runs out.
   */
  private gather(order: readonly Node[]): void {
    const latest = this.latestStages(order);
    const sessions: number[] = [];
    for (const [node, last] of [...latest].sort(([, a], [, b]) => a - b)) {
      if (sessions.length === 0 || sessions.at(-1)! < this.stageOf(node)) sessions.push(last);
    }
    // No later than who needs it, whose own time runs out no sooner.
    for (const [node, last] of latest) this.stages.set(node, sessions.findLast((stage) => stage <= last)!);
  }

  /** For all nodes that sessions compute, the last stage in which they can. */
  private latestStages(order: readonly Node[]): ReadonlyMap<Node, number> {
    const latest = new Map<Node, number>();
    const need = ({ node }: Tensor, stage: number) => {
      if (isLeaf(node) || this.nativeNodes.has(node)) return;
      latest.set(node, Math.min(latest.get(node) ?? Number.POSITIVE_INFINITY, stage));
    };
    for (const { source } of this.outputs.map(viewOf)) need(source, this.stageOf(source.node));
    for (const node of order.toReversed()) {
      const isNative = this.nativeNodes.has(node);
      const stage = isNative ? this.stageOf(node) : latest.get(node);
      if (stage === undefined) continue;
      // Of a view the source is read, and nobody computes the view itself.
      for (const operand of node.operands) need(isNative ? viewOf(operand).source : operand, stage);
    }
    return latest;
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
