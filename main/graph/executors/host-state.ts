import type * as ort from 'onnxruntime-node';
import type { Target } from '../lowering.ts';
import { inputName, writeOnnx } from '../onnx-writer.ts';
import type { FunctionProgram, State } from '../program.ts';
import type { CompiledFunction } from './executor.ts';
import { createSession, feed, outputsOf } from './session.ts';

/** A training state in ordinary arrays, and the sessions that read it at the time of each call. */
export class HostState {
  readonly values: State;
  private readonly target: Target;
  private readonly options: ort.InferenceSession.SessionOptions;
  private readonly sessions: ort.InferenceSession[] = [];

  constructor(state: State, target: Target, options: ort.InferenceSession.SessionOptions = {}) {
    this.values = { ...state };
    this.target = target;
    this.options = options;
  }

  async session(model: Uint8Array): Promise<ort.InferenceSession> {
    const session = await createSession(model, this.target, this.options);
    this.sessions.push(session);
    return session;
  }

  async compileFunction({ name, inputs, state, outputs }: FunctionProgram): Promise<CompiledFunction> {
    const model = writeOnnx({ name, inputs: [...inputs, ...state], outputs }, { target: this.target });
    const session = await this.session(model);
    return {
      run: async (values) => {
        const feeds: Record<string, ort.Tensor> = {};
        for (const tensor of inputs) feeds[inputName(tensor)] = feed(tensor, values[inputName(tensor)]);
        for (const tensor of state) feeds[inputName(tensor)] = feed(tensor, this.values[inputName(tensor)]);
        return outputsOf(await session.run(feeds), Object.keys(outputs));
      },
    };
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.splice(0)) await session.release();
  }
}
