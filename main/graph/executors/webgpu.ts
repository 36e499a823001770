import type * as ort from 'onnxruntime-node';
import { inputName, type ModelDescription, nextName, writeOnnx } from '../onnx-writer.ts';
import { detach, input } from '../ops.ts';
import { type Batch, changedState, type FunctionProgram, type State, type StepProgram } from '../program.ts';
import type { Tensor } from '../tensor.ts';
import type { CompiledFunction, CompiledStep, Executor } from './executor.ts';
import { createSession, feed, floats, outputsOf } from './session.ts';
import { useWebGpu } from './webgpu-lock.ts';

/**
 * Runs programs step by step on WebGPU. The state stays in GPU buffers: what one run leaves there is fed
 * to the next as it is. WebGPU has no Loop, and reading a GPU buffer directly (`getData`) aborts the
 * process (measured), so the state goes up and comes back through sessions that only copy.
 */
export class WebGpuExecutor implements Executor {
  readonly device = 'webgpu';
  readonly stepsPerRun = 1;
  readonly kernels = null;
  /** State that no program has asked for yet. */
  private readonly onHost: State;
  private readonly onDevice = new Map<string, ort.Tensor>();
  private readonly sessions: ort.InferenceSession[] = [];
  private release: Promise<() => void> | null = null;

  constructor(state: State) {
    this.onHost = { ...state };
  }

  async compileStep(program: StepProgram): Promise<CompiledStep> {
    const { name, batch: batchInputs, outputs } = program;
    const state = program.state.map(({ input }) => input);
    const changed = changedState(program).map(({ input, next }) => ({ name: inputName(input), next }));
    const next = Object.fromEntries(changed.map(({ name, next }) => [nextName(name), next]));
    const session = await this.session(
      { name, inputs: [...batchInputs, ...state], outputs: { ...outputs, ...next } },
      Object.keys(next),
    );
    await this.upload(state);
    const step = async (batch: Batch): Promise<Record<string, Float32Array>> => {
      const results = await session.run(this.feeds(batchInputs, batch, state));
      for (const { name } of changed) {
        this.onDevice.get(name)!.dispose();
        this.onDevice.set(name, results[nextName(name)] as ort.Tensor);
      }
      return outputsOf(results, Object.keys(outputs));
    };
    return {
      async run(batches) {
        const results = [];
        for (const batch of batches) results.push(await step(batch));
        return results;
      },
    };
  }

  async compileFunction({ name, inputs, state, outputs }: FunctionProgram): Promise<CompiledFunction> {
    const session = await this.session({ name, inputs: [...inputs, ...state], outputs });
    await this.upload(state);
    return {
      run: async (values) => outputsOf(await session.run(this.feeds(inputs, values, state)), Object.keys(outputs)),
    };
  }

  async readState(): Promise<State> {
    return { ...this.onHost, ...(await this.download()) };
  }

  async dispose(): Promise<void> {
    // Buffers first: one that outlives the session it came from crashes the process when it goes (measured).
    for (const tensor of this.onDevice.values()) tensor.dispose();
    this.onDevice.clear();
    for (const session of this.sessions.splice(0)) await session.release();
    const release = await this.release;
    this.release = null;
    release?.();
  }

  /** Moves the state that is not there yet to the device. */
  private async upload(state: readonly Tensor[]): Promise<void> {
    const missing = state.filter((tensor) => !this.onDevice.has(inputName(tensor)));
    if (missing.length === 0) return;
    const outputs = Object.fromEntries(missing.map((tensor) => [nextName(inputName(tensor)), detach(tensor)]));
    const session = await this.session({ name: 'upload', inputs: missing, outputs }, Object.keys(outputs));
    const feeds = missing.map((tensor) => [inputName(tensor), feed(tensor, this.onHost[inputName(tensor)])] as const);
    const results = await session.run(Object.fromEntries(feeds));
    for (const tensor of missing) {
      const name = inputName(tensor);
      this.onDevice.set(name, results[nextName(name)] as ort.Tensor);
      delete this.onHost[name];
    }
  }

  private async download(): Promise<State> {
    if (this.onDevice.size === 0) return {};
    const inputs = [...this.onDevice].map(([name, { dims }]) => input(name, dims));
    const outputs = Object.fromEntries(inputs.map((tensor) => [nextName(inputName(tensor)), detach(tensor)]));
    const session = await createSession(writeOnnx({ name: 'download', inputs, outputs }), 'webgpu');
    try {
      const results = await session.run(Object.fromEntries(this.onDevice));
      return Object.fromEntries([...this.onDevice.keys()].map((name) => [name, floats(results[nextName(name)])]));
    } finally {
      await session.release();
    }
  }

  private feeds(inputs: readonly Tensor[], values: Batch, state: readonly Tensor[]): Record<string, ort.Tensor> {
    const feeds: Record<string, ort.Tensor> = {};
    for (const tensor of inputs) feeds[inputName(tensor)] = feed(tensor, values[inputName(tensor)]);
    for (const tensor of state) feeds[inputName(tensor)] = this.onDevice.get(inputName(tensor))!;
    return feeds;
  }

  private async session(model: ModelDescription, onDevice: readonly string[] = []): Promise<ort.InferenceSession> {
    this.release ??= useWebGpu();
    await this.release;
    const session = await createSession(writeOnnx(model, { target: 'webgpu' }), 'webgpu', {
      preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'])),
    });
    this.sessions.push(session);
    return session;
  }
}
