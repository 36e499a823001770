import type { Batch, FunctionProgram, State, StepProgram } from '../program.ts';
import type { Kernels } from './kernels.ts';

export type ExecutionDevice = 'cpu' | 'cuda' | 'webgpu';

/** A compiled step: each call runs the batches in order and answers with the outputs of each. */
export interface CompiledStep {
  run(batches: readonly Batch[]): Promise<Record<string, Float32Array>[]>;
}

/** A compiled function of the current state. */
export interface CompiledFunction {
  run(inputs: Batch): Promise<Record<string, Float32Array>>;
}

/**
 * Holds one training state on a device and runs programs on it. Several programs may share the state;
 * a program that does not mention some of it leaves that part alone.
 */
export interface Executor {
  readonly device: ExecutionDevice;
  /** How many steps a caller should hand over at once where it can; 1 where that gains nothing. */
  readonly stepsPerRun: number;
  /** Native kernels for what is prepared for its programs; null where ONNX Runtime alone was asked for, or there are none. */
  readonly kernels: Kernels | null;
  compileStep(program: StepProgram): Promise<CompiledStep>;
  compileFunction(program: FunctionProgram): Promise<CompiledFunction>;
  readState(): Promise<State>;
  dispose(): Promise<void>;
}
