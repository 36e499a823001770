/** `npm run bench:memory`: how much the memory of a process grows in 5,000 training steps. Wants --expose-gc. */
import { parseArgs } from 'node:util';
import { measureGrowth } from '../main/testing/resident-growth.ts';
import { openStepper } from '../main/testing/stepper.ts';

const ALLOWED = 0.05;

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '5000' }, kernels: { type: 'string', default: 'native' } },
});
const steps = Number(values.steps);
const kernels = values.kernels === 'onnx' ? 'onnx' : 'native';
const stepper = await openStepper(kernels, 'fast');
let taken = 0;
const { before, growth } = await measureGrowth(steps, async () => {
  await stepper.step();
  taken++;
  if (taken % 500 === 0) console.error(`${taken} of ${steps} steps`);
});
await stepper.dispose();
console.log('| steps, preset fast | kernels | resident after the warm-up | growth | allowed |');
console.log('| --- | --- | --- | --- | --- |');
console.log(
  `| ${steps} | ${kernels} | ${Math.round(before / 2 ** 20)} MiB | ${(100 * growth).toFixed(1)} % | ${100 * ALLOWED} % |`,
);
process.exitCode = growth < ALLOWED ? 0 : 1;
