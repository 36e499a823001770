import type * as ort from 'onnxruntime-node';
import { inputName, nextName, writeOnnx } from '../onnx-writer.ts';
import { type Batch, changedState, type FunctionProgram, type State, type StepProgram } from '../program.ts';
import type { CompiledFunction, CompiledStep, Executor } from './executor.ts';
import { HostState } from './host-state.ts';
import { feed, floats, outputsOf } from './session.ts';

/**
 * Runs programs step by step on the CPU provider. The state is ordinary arrays: inputs are read in
 * place, while outputs of onnxruntime-node are copied on their way out (measured), one memcpy of the
 * state per step.
 */
export class CpuExecutor implements Executor {
  readonly device = 'cpu';
  readonly stepsPerRun = 1;
  private readonly state: HostState;

  constructor(state: State) {
    this.state = new HostState(state, 'cpu');
  }

  async compileStep(program: StepProgram): Promise<CompiledStep> {
    const { name, batch: batchInputs, state, outputs } = program;
    const changed = changedState(program);
    const next = Object.fromEntries(changed.map(({ input, next }) => [nextName(inputName(input)), next]));
    const inputs = [...batchInputs, ...state.map(({ input }) => input)];
    const session = await this.state.session(writeOnnx({ name, inputs, outputs: { ...outputs, ...next } }));
    const { values } = this.state;
    const step = async (batch: Batch): Promise<Record<string, Float32Array>> => {
      const feeds: Record<string, ort.Tensor> = {};
      for (const tensor of batchInputs) feeds[inputName(tensor)] = feed(tensor, batch[inputName(tensor)]);
      for (const { input } of state) feeds[inputName(input)] = feed(input, values[inputName(input)]);
      const results = await session.run(feeds);
      for (const { input } of changed) values[inputName(input)] = floats(results[nextName(inputName(input))]);
      return outputsOf(results, Object.keys(outputs));
    };
    return {
      async run(batches) {
        const outputs = [];
        for (const batch of batches) outputs.push(await step(batch));
        return outputs;
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
