import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRESETS } from '../field/config.ts';
import { HashEncoding } from '../field/hash-encoding.ts';
import { Nerfacto } from '../field/nerfacto.ts';
import { ParameterSet } from '../field/parameters.ts';
import { Random } from '../field/random.ts';
import { firstSpacing, Spacing } from '../field/sampling.ts';
import { contractToGrid, samplePoints } from '../graph/composites.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { type Kernels, loadKernels } from '../graph/executors/kernels.ts';
import { gradients } from '../graph/gradients.ts';
import { add, input, reshape, slice, square, sum } from '../graph/ops.ts';
import { adamScalars } from '../graph/optimizers.ts';
import type { FunctionProgram } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import { ProjectFile } from '../store/project-file.ts';
import { type Bench, type Candidate, repeated } from '../testing/bench.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { loadPhotographs, RaySampler } from './dataset.ts';
import { initialState, SCALARS, trainingStep } from './step-program.ts';
import { Trainer } from './trainer.ts';

const config = PRESETS.fast;
const { radiance, raysPerBatch: rays } = config;
const rounds = radiance.proposals.length + 1;
const seed = 1;

/** The training step of preset `fast` on a CPU, whole and by stages, in both lowerings. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const project = ProjectFile.open(await importTinyCapture(folder), { readonly: true });
  const photographs = await loadPhotographs(project, 'train');
  project.close();
  rmSync(folder, { recursive: true });

  const random = Random.fromSeed(seed, 2);
  const jitter = new Float32Array(rounds * rays);
  random.fill(jitter);
  const scalars = Float32Array.of(0.1, ...adamScalars(1e-2, 100), ...adamScalars(1e-2, 100));
  const batch = { ...new RaySampler(photographs).sample(rays, random).batch, jitter, scalars };

  const executors: CpuExecutor[] = [];
  const candidatesWith = async (lowering: string, kernels: Kernels | null): Promise<[Candidate, ...Candidate[]]> => {
    const executor = new CpuExecutor(initialState(config, Random.fromSeed(seed)), { kernels });
    executors.push(executor);
    // Beyond the steps at the beginning that all update the proposals: every second one does.
    const trainer = await Trainer.compile(
      executor,
      { config, photographs, language: null, freezesRadiance: false },
      { ...Trainer.start(seed), step: 10 },
    );
    const stage = async (name: string, program: FunctionProgram): Promise<Candidate> => {
      const compiled = await executor.compileFunction(program);
      return { name: `${lowering}: ${name}`, run: () => repeated(() => compiled.run(batch)) };
    };
    const step = async (name: string, updatesProposals: boolean): Promise<Candidate> => {
      const compiled = await executor.compileStep(trainingStep(config, updatesProposals ? 'all' : 'fixed-proposals'));
      return { name: `${lowering}: ${name}`, run: () => repeated(() => compiled.run([batch])) };
    };
    return [
      {
        name: `${lowering}: mean step of a training, both kinds in turn, with its rays`,
        run: async () => {
          const bothMs = await repeated(async () => {
            await trainer.advance(1);
            await trainer.advance(1);
          });
          return bothMs / 2;
        },
      },
      await step('step, fixed proposals', false),
      await step('step, with proposals', true),
      await stage('forward pass and losses', lossesProgram(false)),
      await stage('hash encodings, forward', encodingsProgram(false)),
      await stage('hash encodings, forward and backward', encodingsProgram(true)),
    ];
  };
  const kernels = loadKernels();
  return {
    name: 'training step, preset fast, CPU',
    work: { count: rays, unit: 'rays' },
    rounds: 8,
    candidates: [
      ...(await candidatesWith('ONNX', null)),
      ...(typeof kernels === 'string' ? [] : await candidatesWith('native', kernels)),
    ],
    async dispose() {
      for (const executor of executors) await executor.dispose();
    },
  };
}

const origins = input('origins', [3, rays]);
const directions = input('directions', [3, rays]);
const target = input('target', [3, rays]);
const jitter = input('jitter', [rounds, rays]);
const scalars = input('scalars', [SCALARS]);
const jitterOf = (round: number) => slice(jitter, 0, round, round + 1);

/** The losses of a step that trains everything, with the gradients of all parameters or without. */
function lossesProgram(backward: boolean): FunctionProgram {
  const model = new Nerfacto(radiance);
  const rendered = model.render({
    origins,
    directions,
    jitter: Array.from({ length: rounds }, (_, round) => jitterOf(round)),
    anneal: reshape(slice(scalars, 0, 0, 1), []),
  });
  const loss = Object.values(model.losses(rendered, target)).reduce(add);
  const parameters = [...model.parameters.tensors(), ...model.proposalParameters.tensors()];
  return {
    name: 'losses',
    inputs: [origins, directions, target, jitter, scalars],
    state: parameters,
    outputs: backward ? { loss, ...numbered(gradients(loss, parameters)) } : { loss },
  };
}

/** All hash encodings of a step on as many points as it has, along its rays. */
function encodingsProgram(backward: boolean): FunctionProgram {
  const parameters = new ParameterSet();
  const spacing = new Spacing(radiance.near, radiance.far);
  const stages = [
    ...radiance.proposals.map(({ grid, samples }, round) => ({ name: `proposal${round}.grid`, grid, samples })),
    { name: 'field.grid', grid: radiance.grid, samples: radiance.samples },
  ];
  const total = stages
    .map(({ name, grid, samples }, round) => {
      const { euclidean } = spacing.bins(firstSpacing(samples, rays, jitterOf(round)));
      const points = reshape(samplePoints(origins, directions, euclidean), [3, samples * rays]);
      const encoding = new HashEncoding(name, grid, parameters);
      return sum(square(encoding.encode(contractToGrid(points, 'inf'))));
    })
    .reduce(add);
  const tables = parameters.tensors();
  return {
    name: 'encodings',
    inputs: [origins, directions, jitter],
    state: tables,
    outputs: backward ? { total, ...numbered(gradients(total, tables)) } : { total },
  };
}

const numbered = (tensors: readonly Tensor[]) =>
  Object.fromEntries(tensors.map((tensor, i) => [`gradient${i}`, tensor]));
