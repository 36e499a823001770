import { loadKernels } from '../graph/executors/kernels.ts';
import { type Bench, type Candidate, repeated } from '../testing/bench.ts';
import { openStepper, type Stepper } from '../testing/stepper.ts';

/** Of the demo's encoders. */
const language = { clip: 96, dino: 48 };
const rays = 1024;

/** Training steps with a language field at the demo's size, in both lowerings. */
export default async function prepare(): Promise<Bench> {
  const steppers: Stepper[] = [];
  const candidate = async (kernels: 'native' | 'onnx', learns: 'all' | 'frozen'): Promise<Candidate> => {
    const stepper = await openStepper(kernels, 'fast', { learns, language });
    steppers.push(stepper);
    const fields = learns === 'all' ? 'both fields' : 'the language field alone';
    return {
      name: `${kernels === 'native' ? 'native' : 'ONNX'}: ${fields}`,
      run: () => repeated(() => stepper.step()),
    };
  };
  const hasKernels = typeof loadKernels() !== 'string';
  return {
    name: 'language step, preset fast, demo encoders, CPU',
    work: { count: rays, unit: 'rays' },
    rounds: 6,
    candidates: [
      await candidate('onnx', 'all'),
      await candidate('onnx', 'frozen'),
      ...(hasKernels ? [await candidate('native', 'all'), await candidate('native', 'frozen')] : []),
    ],
    async dispose() {
      for (const stepper of steppers) await stepper.dispose();
    },
  };
}
