import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { useWebGpu } from './webgpu-lock.ts';

/** Another thread that asks for WebGPU, says so when it has it, and gives it back when told. */
function otherThread() {
  const module = new URL('./webgpu-lock.ts', import.meta.url).href;
  const code = `
    import { parentPort } from 'node:worker_threads';
    const { useWebGpu } = await import('${module}');
    const release = await useWebGpu();
    parentPort.postMessage('has it');
    parentPort.once('message', release);
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  onTestFinished(async () => {
    await worker.terminate();
  });
  let has = false;
  const arrived = new Promise<void>((resolve) => {
    worker.once('message', () => {
      has = true;
      resolve();
    });
  });
  return { arrived, has: () => has, giveBack: () => worker.postMessage('release') };
}

test('one thread after the other has WebGPU', async () => {
  const releaseFirst = await useWebGpu();
  const releaseSecond = await useWebGpu();
  const other = otherThread();
  releaseFirst();
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Within this thread it is shared: the first to go does not give it away.
  expect(other.has()).toBe(false);
  releaseSecond();
  await other.arrived;

  await expect(useWebGpu(AbortSignal.timeout(50))).rejects.toThrow('timeout');
  const again = useWebGpu();
  other.giveBack();
  (await again)();
});
