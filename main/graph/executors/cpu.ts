import type * as ort from 'onnxruntime-node';
import { inputName, nextName, writeOnnx } from '../onnx-writer.ts';
import type { Batch, FunctionProgram, State, StepProgram } from '../program.ts';
import type { CompiledFunction, CompiledStep, Executor } from './executor.ts';
import { createSession, feed, floats, toOrt } from './session.ts';

/**
 * Runs programs step by step on the CPU provider. The state is ordinary arrays: inputs are read in
 * place, while outputs of onnxruntime-node are copied on their way out (measured), one memcpy of the
 * state per step.
 */
export class CpuExecutor implements Executor {
  readonly device = 'cpu';
  private readonly state: State;
  private readonly sessions: ort.InferenceSession[] = [];

  constructor(state: State) {
    this.state = { ...state };
  }

  async compileStep(program: StepProgram): Promise<CompiledStep> {
    // What a program only reads stays where it is: as an output it would be copied.
    const changed = program.state.filter(({ input, next }) => next !== input);
    const carried = changed.map(({ input, next }) => [nextName(inputName(input)), next] as const);
    const session = await this.session({
      name: program.name,
      inputs: [...program.batch, ...program.state.map(({ input }) => input)],
      outputs: { ...program.outputs, ...Object.fromEntries(carried) },
    });
    const step = async (batch: Batch): Promise<Record<string, Float32Array>> => {
      const feeds: Record<string, ort.Tensor> = {};
      for (const tensor of program.batch) feeds[inputName(tensor)] = feed(tensor, batch[inputName(tensor)]);
      for (const { input } of program.state) feeds[inputName(input)] = feed(input, this.state[inputName(input)]);
      const results = await session.run(feeds);
      for (const { input } of changed) {
        this.state[inputName(input)] = floats(results[nextName(inputName(input))]);
      }
      return outputsOf(results, Object.keys(program.outputs));
    };
    return {
      async run(batches) {
        const outputs = [];
        for (const batch of batches) outputs.push(await step(batch));
        return outputs;
      },
    };
  }

  async compileFunction(program: FunctionProgram): Promise<CompiledFunction> {
    return compileOnCpu(program, this.state, (session) => this.sessions.push(session));
  }

  async readState(): Promise<State> {
    return { ...this.state };
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.splice(0)) await session.release();
  }

  private async session(model: Parameters<typeof writeOnnx>[0]): Promise<ort.InferenceSession> {
    const session = await createSession(writeOnnx(model), ['cpu']);
    this.sessions.push(session);
    return session;
  }
}

/** A function on the CPU that reads whatever `state` holds at the time of each call. */
export async function compileOnCpu(
  program: FunctionProgram,
  state: State,
  onSession: (session: ort.InferenceSession) => void,
): Promise<CompiledFunction> {
  const { name, inputs, outputs } = program;
  const session = await createSession(writeOnnx({ name, inputs: [...inputs, ...program.state], outputs }), ['cpu']);
  onSession(session);
  return {
    async run(values) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const tensor of inputs) feeds[inputName(tensor)] = feed(tensor, values[inputName(tensor)]);
      for (const tensor of program.state) {
        feeds[inputName(tensor)] = toOrt(state[inputName(tensor)]!, tensor.shape);
      }
      return outputsOf(await session.run(feeds), Object.keys(outputs));
    },
  };
}

export function outputsOf(results: ort.InferenceSession.ReturnType, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, floats(results[name] as ort.Tensor | undefined)]));
}
