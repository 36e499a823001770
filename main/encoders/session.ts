import * as ort from 'onnxruntime-node';
import type { Device } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { fastestDevice, probeDevice, sentence } from '../graph/executors/devices.ts';
import { useWebGpu } from '../graph/executors/webgpu-lock.ts';
import { badEncoder } from './bad-encoder.ts';
import type { ModelFile } from './model-folder.ts';
import type { OnnxValue } from './onnx-file.ts';

type EncoderDevice = Exclude<Device, 'auto'>;

/** What a device has no kernel for runs on the CPU: models from elsewhere use operators of every kind. */
const PROVIDERS: Readonly<Record<EncoderDevice, readonly string[]>> = {
  cpu: ['cpu'],
  cuda: ['cuda', 'cpu'],
  dml: ['dml', 'cpu'],
  webgpu: ['webgpu', 'cpu'],
};

/** The device to run on. @throws UserError device-unavailable */
export async function chooseDevice(wanted: Device): Promise<EncoderDevice> {
  if (wanted === 'auto') return fastestDevice();
  // Whether DirectML works is found out by using it; the probe answers for training, which has no such executor.
  if (wanted === 'dml' && process.platform === 'win32') return wanted;
  const probe = await probeDevice(wanted);
  if (!probe.available) throw new UserError('device-unavailable', sentence(probe), probe.hint);
  return wanted;
}

export interface Feed {
  readonly input: OnnxValue;
  readonly values: Float32Array<ArrayBuffer> | Int32Array;
  readonly shape: readonly number[];
}

/** One model, open on a device. Floats go in and out as float32, whatever the model has. */
export class EncoderSession implements AsyncDisposable {
  readonly #session: ort.InferenceSession;
  readonly #path: string;
  readonly #release: () => void;

  private constructor(session: ort.InferenceSession, path: string, release: () => void) {
    this.#session = session;
    this.#path = path;
    this.#release = release;
  }

  /** @throws UserError bad-encoder */
  static async open({ path }: ModelFile, device: EncoderDevice): Promise<EncoderSession> {
    const release = device === 'webgpu' ? await useWebGpu() : () => {};
    try {
      // By path and not by content: weights in files beside it are found, and nothing is in memory twice.
      const session = await ort.InferenceSession.create(path, {
        executionProviders: [...PROVIDERS[device]],
        graphOptimizationLevel: 'all',
        logSeverityLevel: 4,
        // DirectML runs without them only.
        ...(device === 'dml' && { enableMemPattern: false, executionMode: 'sequential' }),
      });
      return new EncoderSession(session, path, release);
    } catch (error) {
      release();
      throw refused(path, error);
    }
  }

  /** The values of one output and their shape. @throws UserError bad-encoder if the model fails */
  async run(feeds: readonly Feed[], output: string): Promise<{ values: Float32Array; shape: readonly number[] }> {
    const tensors = Object.fromEntries(feeds.map((feed) => [feed.input.name, toTensor(feed)]));
    let result: ort.Tensor | undefined;
    try {
      result = (await this.#session.run(tensors, [output]))[output] as ort.Tensor | undefined;
    } catch (error) {
      throw refused(this.#path, error);
    }
    const data = result?.data;
    if (data instanceof Float32Array) return { values: data, shape: result!.dims };
    if (data instanceof Float16Array) return { values: Float32Array.from(data), shape: result!.dims };
    throw badEncoder(`${this.#path} answers with something that is no embedding (${result?.type ?? 'nothing'}).`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
    this.#release();
  }
}

function toTensor({ input, values, shape }: Feed): ort.Tensor {
  if (values instanceof Float32Array) {
    return input.elementType === FLOAT16 ? halfTensor(values, shape) : new ort.Tensor('float32', values, shape);
  }
  return input.elementType === INT64
    ? new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape)
    : new ort.Tensor('int32', Int32Array.from(values), shape);
}

/**
 * onnxruntime-node 1.30 makes a Float16Array of what a tensor holds, and then cannot feed one: its binding sees
 * an array of no bytes (measured). It takes the same bits as integers.
 */
function halfTensor(values: Float32Array, shape: readonly number[]): ort.Tensor {
  const bits = new Uint16Array(new Float16Array(values).buffer);
  return Object.defineProperty(new ort.Tensor('float16', bits, shape), 'data', { value: bits });
}

const INT64 = 7;
const FLOAT16 = 10;

/** ONNX Runtime's own message names source files; what a person needs is which model. */
function refused(path: string, cause: unknown): UserError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = text.trim().split('\n')[0]!.slice(0, 200);
  return badEncoder(`${path} cannot be run: ${reason}`, 'Download the model again, or choose another one.', cause);
}
