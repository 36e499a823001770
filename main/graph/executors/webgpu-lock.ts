import { locks } from 'node:worker_threads';

/**
 * ONNX Runtime's WebGPU is one device for the whole process, and crashes it when two threads use it at
 * once (measured). So a thread that uses it holds a lock meanwhile. Within a thread everybody shares it.
 */
const NAME = 'lerf-studio.webgpu';

type Release = () => void;
let users = 0;
let held: Promise<Release> | null = null;

/**
 * Waits until no other thread uses WebGPU, and keeps them away until the result is called.
 * @throws the reason of `signal` if it was aborted first
 */
export async function useWebGpu(signal?: AbortSignal): Promise<Release> {
  users += 1;
  const leave = () => {
    users -= 1;
    if (users > 0) return;
    const release = held;
    held = null;
    release?.then(
      (free) => free(),
      () => {},
    );
  };
  held ??= requestLock(signal);
  try {
    await held;
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}

function requestLock(signal: AbortSignal | undefined): Promise<Release> {
  // Waiting for a lock alone would not keep Node from ending the thread.
  const waiting = setInterval(() => {}, 60_000);
  const granted = new Promise<Release>((resolve, reject) => {
    // The lock is held for as long as what the callback returns is not settled.
    const hold = () => new Promise<void>((release) => resolve(release));
    locks.request(NAME, signal ? { signal } : {}, hold).catch(reject);
  });
  return granted.finally(() => clearInterval(waiting));
}
