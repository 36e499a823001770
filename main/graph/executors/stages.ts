import * as ort from 'onnxruntime-node';
import { inputName, writeOnnx } from '../onnx-writer.ts';
import type { Values } from '../program.ts';
import { type DType, elementCount, type Node, type Tensor } from '../tensor.ts';
import type { Kernels } from './kernels.ts';
import { feed } from './session.ts';
import { type NativeNode, planStages, type Stage, type StagePlan } from './stage-plan.ts';
import { type View, viewOf } from './views.ts';

/**
 * The second lowering: composite operators that have a native kernel run there, all others in ONNX
 * sessions in between. What one stage leaves for others stays in arrays that are reused from run to run.
 */

type Floats = Float32Array<ArrayBuffer>;
type Buffer = Floats | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
type Inputs = (name: string) => Values | undefined;

export interface StagedProgram {
  readonly name: string;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Outputs that become the values of an input once nobody else reads it, by their names. */
  readonly updates: Readonly<Record<string, string>>;
}

export interface CompiledStages {
  /**
   * Values of the outputs by name. Updates that a kernel could make in place are in the input's array, all
   * others in arrays that are the caller's.
   */
  run(inputs: Inputs): Promise<Record<string, Floats>>;
}

type Step = (inputs: Inputs) => Promise<void> | void;

export async function compileStages(
  program: StagedProgram,
  kernels: Kernels,
  openSession: (model: Uint8Array) => Promise<ort.InferenceSession>,
): Promise<CompiledStages> {
  const names = Object.keys(program.outputs);
  const plan = planStages(Object.values(program.outputs), kernels);
  const sources = new Map(names.map((name, i) => [name, plan.outputs[i]!]));
  const arrays = new Arrays(plan);

  const steps: Step[] = [];
  const updates: Step[] = [];
  for (const [index, { session, native }] of plan.stages.entries()) {
    if (session !== null) {
      const model = writeOnnx({ name: `${program.name}.${index}`, ...session });
      steps.push(sessionStep(await openSession(model), session, arrays));
    }
    for (const one of native) {
      // Whoever reads the old values has had its turn when all others are done.
      if (isUpdate(one, program.updates, sources)) updates.push(arrays.updateStep(one));
      else steps.push(arrays.nativeStep(one));
    }
  }
  return {
    async run(inputs) {
      for (const step of steps) await step(inputs);
      for (const update of updates) await update(inputs);
      return Object.fromEntries(names.map((name) => [name, arrays.result(sources.get(name)!, inputs)]));
    },
  };
}

function sessionStep(
  session: ort.InferenceSession,
  { inputs, outputs }: NonNullable<Stage['session']>,
  arrays: Arrays,
): Step {
  const fetches: Record<string, ort.Tensor> = {};
  for (const [name, tensor] of Object.entries(outputs)) fetches[name] = arrays.define(name, tensor);
  return async (given) => {
    const feeds: Record<string, ort.Tensor> = {};
    for (const tensor of inputs) {
      const name = inputName(tensor);
      feeds[name] = arrays.tensors.get(name) ?? feed(tensor, given(name));
    }
    await session.run(feeds, fetches);
  };
}

/** The arrays of all values that sessions and kernels hand to each other. */
class Arrays {
  readonly tensors = new Map<string, ort.Tensor>();
  private readonly plan: StagePlan;
  private readonly buffers = new Map<string, Buffer>();
  /** Arrays of inputs that a kernel updates, by the value that it writes there. */
  private readonly updated = new Map<string, string>();

  constructor(plan: StagePlan) {
    this.plan = plan;
  }

  define(name: string, { shape, dtype }: Tensor): ort.Tensor {
    const buffer = allocate(dtype, elementCount(shape));
    const tensor = wrap(dtype, buffer, shape);
    this.buffers.set(name, buffer);
    this.tensors.set(name, tensor);
    return tensor;
  }

  nativeStep({ node, run, outputs }: NativeNode): Step {
    const results: (Floats | null)[] = Array.from({ length: 1 + Math.max(...outputs.keys()) }, () => null);
    for (const [position, tensor] of outputs) {
      const name = this.plan.nameOf(tensor);
      this.define(name, tensor);
      results[position] = this.buffers.get(name) as Floats;
    }
    const operands = node.operands.map(viewOf);
    return (inputs) =>
      run(
        operands.map((operand) => this.read(operand, inputs)),
        results,
      );
  }

  /** As `nativeStep`, into the arrays of the operands that are updated. */
  updateStep({ node, run, outputs }: NativeNode): Step {
    const operands = node.operands.map(viewOf);
    for (const [position, tensor] of outputs) {
      this.updated.set(this.plan.nameOf(tensor), inputName(operands[UPDATED_OPERANDS[position]!]!.source));
    }
    return (inputs) => {
      const values = operands.map((operand) => this.read(operand, inputs));
      run(
        values,
        UPDATED_OPERANDS.map((position) => values[position]!),
      );
    };
  }

  result(view: View, inputs: Inputs): Floats {
    const updated = this.updated.get(this.plan.nameOf(view.source));
    return updated === undefined ? Float32Array.from(this.read(view, inputs)) : (inputs(updated) as Floats);
  }

  private read({ source, begin, count }: View, inputs: Inputs): Floats {
    const values = this.readWhole(source, inputs);
    return values.length === count ? values : values.subarray(begin, begin + count);
  }

  private readWhole(tensor: Tensor, inputs: Inputs): Floats {
    const { node, shape } = tensor;
    if (node.operator === 'constant') return (node as Node<'constant'>).attributes.data as Floats;
    if (node.operator !== 'input') return this.buffers.get(this.plan.nameOf(tensor)) as Floats;
    const values = inputs(inputName(tensor));
    if (values?.length !== elementCount(shape)) throw new Error(`no value for the input ${inputName(tensor)}`);
    return values as Floats;
  }
}

/** Operands of Adam that its outputs are the next values of. */
const UPDATED_OPERANDS = [0, 2, 3] as const;

/** Whether all that a node does is to say the next values of inputs (that nobody reads before the next run). */
function isUpdate(
  { node, outputs, isRead }: NativeNode,
  updates: StagedProgram['updates'],
  sources: ReadonlyMap<string, View>,
): boolean {
  if (node.operator !== 'Adam' || isRead) return false;
  return [...outputs.keys()].every((position) => {
    const { source: operand, count } = viewOf(node.operands[UPDATED_OPERANDS[position]!]!);
    if (operand.node.operator !== 'input' || count !== elementCount(operand.shape)) return false;
    return [...sources].some(
      ([name, { source }]) =>
        source.node === node && source.output === position && updates[name] === inputName(operand),
    );
  });
}

function allocate(dtype: DType, count: number): Buffer {
  if (dtype === 'float32') return new Float32Array(count);
  if (dtype === 'int32') return new Int32Array(count);
  return dtype === 'int64' ? new BigInt64Array(count) : new Uint8Array(count);
}

function wrap(dtype: DType, buffer: Buffer, shape: readonly number[]): ort.Tensor {
  return new ort.Tensor(dtype, buffer as Floats, shape);
}
