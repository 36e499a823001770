import * as ort from 'onnxruntime-node';
import { LOOP, writeOnnxLoop } from '../onnx-loop.ts';
import { inputName } from '../onnx-writer.ts';
import {
  type Batch,
  changedState,
  type FunctionProgram,
  type State,
  type StepProgram,
  type Values,
} from '../program.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import type { CompiledFunction, CompiledStep, Executor } from './executor.ts';
import { HostState } from './host-state.ts';
import { feed, floats, toOrt } from './session.ts';

/** Enough steps to make moving the state to the device and back a small part of their time. */
const STEPS_PER_RUN = 32;

/**
 * Runs all batches of a call inside one ONNX Loop, so that the state crosses to the device and back once
 * a call and not once a step (onnxruntime-node has no tensors that stay on a CUDA device). Made for
 * CUDA; the CPU provider runs the same models, which is how they are tested.
 */
export class LoopExecutor implements Executor {
  readonly device: 'cuda' | 'cpu';
  readonly stepsPerRun = STEPS_PER_RUN;
  readonly kernels = null;
  private readonly state: HostState;

  constructor(state: State, device: 'cuda' | 'cpu') {
    this.device = device;
    this.state = new HostState(state, device);
  }

  async compileStep(program: StepProgram): Promise<CompiledStep> {
    const { name, batch, outputs } = program;
    const carried = changedState(program);
    const constants = program.state
      .map(({ input }) => input)
      .filter((input) => !carried.some((c) => c.input === input));
    const model = writeOnnxLoop({ name, batch, carried, constants, outputs }, { target: this.device });
    const session = await this.state.session(model);
    const { values } = this.state;
    return {
      async run(batches) {
        if (batches.length === 0) return [];
        const feeds: Record<string, ort.Tensor> = {
          [LOOP.count]: new ort.Tensor('int64', BigInt64Array.of(BigInt(batches.length)), [1]),
        };
        for (const tensor of batch) feeds[LOOP.stacked(inputName(tensor))] = stack(tensor, batches);
        for (const tensor of constants) feeds[inputName(tensor)] = feed(tensor, values[inputName(tensor)]);
        for (const { input } of carried) feeds[LOOP.first(inputName(input))] = feed(input, values[inputName(input)]);
        const results = await session.run(feeds);
        for (const { input } of carried) values[inputName(input)] = floats(results[LOOP.last(inputName(input))]);
        return unstack(results, outputs, batches.length);
      },
    };
  }

  compileFunction(program: FunctionProgram): Promise<CompiledFunction> {
    return this.state.compileFunction(program);
  }

  async readState(): Promise<State> {
    return { ...this.state.values };
  }

  dispose(): Promise<void> {
    return this.state.dispose();
  }
}

/** One input of all batches, [K, ...]. */
function stack(tensor: Tensor, batches: readonly Batch[]): ort.Tensor {
  const size = elementCount(tensor.shape);
  const ArrayType = tensor.dtype === 'int32' ? Int32Array : Float32Array;
  const stacked: Values = new ArrayType(batches.length * size);
  for (const [k, batch] of batches.entries()) {
    const values = batch[inputName(tensor)];
    if (values?.length !== size) {
      throw new Error(
        `batch ${k} has ${values?.length ?? 'no'} values for the input ${inputName(tensor)}, not ${size}`,
      );
    }
    stacked.set(values, k * size);
  }
  return toOrt(stacked, [batches.length, ...tensor.shape]);
}

/** The stacked outputs as one record per step. */
function unstack(results: ort.InferenceSession.ReturnType, outputs: Readonly<Record<string, Tensor>>, steps: number) {
  return Array.from({ length: steps }, (_, k) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, { shape }]) => {
        const size = elementCount(shape);
        return [name, floats(results[LOOP.stacked(name)]).slice(k * size, (k + 1) * size)];
      }),
    ),
  );
}
