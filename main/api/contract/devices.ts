/**
 * What this computer has to compute with, and whether it computes right.
 *
 *     GET    /api/devices                                    Devices
 *     POST   /api/devices/self-test                          Job (202), result SelfTestResult
 */
import { z } from 'zod';

export const deviceSchema = z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']);
export type Device = z.infer<typeof deviceSchema>;

export const deviceInfoSchema = z.object({
  device: deviceSchema,
  available: z.boolean(),
  /** What it is, or in one sentence why it cannot be used. */
  detail: z.string(),
});
export type DeviceInfo = z.infer<typeof deviceInfoSchema>;

export const devicesSchema = z.object({
  devices: z.array(deviceInfoSchema),
  /** The native kernels of the CPU: what they are made for, or in one sentence why they are not there. */
  kernels: z.object({ available: z.boolean(), detail: z.string() }),
  /** What is used unless another device is asked for, a sentence each. */
  uses: z.object({ training: z.string(), features: z.string(), questions: z.string() }),
});
export type Devices = z.infer<typeof devicesSchema>;

export const deviceTrialSchema = z.object({
  device: z.enum(['cpu', 'cuda', 'webgpu']),
  kernels: z.enum(['native', 'onnx']),
  /** reference: what the others are compared with. failed: it stopped with an error. */
  outcome: z.enum(['reference', 'agrees', 'differs', 'failed']),
  /** fast: the step of preset `fast`. small: a field that a software GPU can be expected to train. */
  field: z.enum(['fast', 'small']),
  /** Median of the steps after the first; null if it failed. */
  stepMs: z.number().nullable(),
  /** The largest relative differences from the reference: of any loss of any step, of the first step's gradients. */
  lossDifference: z.number().nullable(),
  gradientDifference: z.number().nullable(),
  /** In one sentence. */
  verdict: z.string(),
});
export type DeviceTrial = z.infer<typeof deviceTrialSchema>;

export const selfTestResultSchema = z.object({
  trials: z.array(deviceTrialSchema),
  steps: z.number().int(),
  seconds: z.number(),
});
export type SelfTestResult = z.infer<typeof selfTestResultSchema>;
