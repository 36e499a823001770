import type * as ort from 'onnxruntime-node';
import { inputName, nextName, writeOnnx } from '../onnx-writer.ts';
import {
  type Batch,
  changedState,
  type FunctionProgram,
  type State,
  type StepProgram,
  type Values,
} from '../program.ts';
import type { Tensor } from '../tensor.ts';
import type { CompiledFunction, CompiledStep, Executor } from './executor.ts';
import { HostState } from './host-state.ts';
import type { Kernels } from './kernels.ts';
import { feed, outputsOf } from './session.ts';
import { compileStages } from './stages.ts';

export interface CpuOptions extends ort.InferenceSession.SessionOptions {
  /** Runs composite operators; without them ONNX Runtime runs everything. */
  readonly kernels?: Kernels | null;
}

/** Between its sessions ONNX Runtime's threads would keep the cores busy with waiting that kernels run on. */
const NO_SPINNING = { extra: { session: { intra_op: { allow_spinning: '0' } } } };

type Run = (inputs: (name: string) => Values | undefined) => Promise<Record<string, Float32Array<ArrayBuffer>>>;

/**
 * Runs programs step by step on the CPU. The state is ordinary arrays: read in place, and updated in
 * place by native kernels, while outputs of ONNX Runtime are new arrays.
 */
export class CpuExecutor implements Executor {
  readonly device = 'cpu';
  readonly stepsPerRun = 1;
  readonly kernels: Kernels | null;
  private readonly state: HostState;

  constructor(state: State, { kernels = null, ...session }: CpuOptions = {}) {
    this.kernels = kernels;
    this.state = new HostState(copied(state), 'cpu', kernels === null ? session : { ...session, ...NO_SPINNING });
  }

  async compileStep(program: StepProgram): Promise<CompiledStep> {
    const { name, batch, state, outputs } = program;
    const changed = changedState(program).map(({ input, next }) => ({ name: inputName(input), next }));
    const next = Object.fromEntries(changed.map(({ name, next }) => [nextName(name), next]));
    const updates = Object.fromEntries(changed.map(({ name }) => [nextName(name), name]));
    const inputs = [...batch, ...state.map(({ input }) => input)];
    const run = await this.compile({ name, inputs, outputs: { ...outputs, ...next }, updates });
    const { values } = this.state;
    const step = async (given: Batch) => {
      const results = await run((name) => given[name] ?? values[name]);
      for (const { name } of changed) values[name] = results[nextName(name)]!;
      return Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name]!]));
    };
    return {
      async run(batches) {
        const outputs = [];
        for (const batch of batches) outputs.push(await step(batch));
        return outputs;
      },
    };
  }

  async compileFunction({ name, inputs, state, outputs }: FunctionProgram): Promise<CompiledFunction> {
    const run = await this.compile({ name, inputs: [...inputs, ...state], outputs, updates: {} });
    return { run: (given) => run((name) => given[name] ?? this.state.values[name]) };
  }

  async readState(): Promise<State> {
    return copied(this.state.values);
  }

  dispose(): Promise<void> {
    return this.state.dispose();
  }

  private async compile(program: {
    readonly name: string;
    readonly inputs: readonly Tensor[];
    readonly outputs: Readonly<Record<string, Tensor>>;
    /** Inputs by the output that is their next value. */
    readonly updates: Readonly<Record<string, string>>;
  }): Promise<Run> {
    if (this.kernels !== null) {
      const stages = await compileStages(program, this.kernels, (model) => this.state.session(model));
      return (inputs) => stages.run(inputs);
    }
    const session = await this.state.session(writeOnnx(program));
    const names = Object.keys(program.outputs);
    return async (inputs) => {
      const feeds = Object.fromEntries(
        program.inputs.map((tensor) => [inputName(tensor), feed(tensor, inputs(inputName(tensor)))]),
      );
      return outputsOf(await session.run(feeds), names);
    };
  }
}

/** Of its own, since kernels write over it. */
const copied = (state: State): State =>
  Object.fromEntries(Object.entries(state).map(([name, values]) => [name, Float32Array.from(values)]));
