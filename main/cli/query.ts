import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { runWithLanguage } from '../engine/evaluate-run.ts';
import { UserError } from '../errors.ts';
import type { AskResult } from '../index/ask.ts';
import type { IndexData } from '../index/index-data.ts';
import type { Cluster } from '../query/clusters.ts';
import { activePhrases, DEFAULT_PHRASE_SET, importSet } from '../query/phrase-sets.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { integer, jsonOption, lengthUpTo, phraseList } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface QueryOptions {
  canonical?: string[];
  canonicalSet?: string;
  scale?: number;
  threshold?: number;
  camera?: number;
  run?: string;
  json?: true;
}

export const queryCommand = () =>
  new Command('query')
    .description('ask the scene for something: "mug", or "the mug left of the book"')
    .argument('<project>', 'a .lerf file')
    .argument('<text>', 'what to look for')
    .option('--canonical <phrases>', 'phrases it is weighed against, with commas between them', phraseList)
    .addOption(
      new Option(
        '--canonical-set <file>',
        'the same from a file: a set as it is exported, or a phrase in each line',
      ).conflicts('canonical'),
    )
    .option('--scale <length>', 'size of what is looked for, in the normalised world', lengthUpTo(2))
    .option('--threshold <relevancy>', 'from which on a place belongs to an object', lengthUpTo(1))
    .option('--camera <index>', 'the camera that left and right are as seen from', integer(0, 1e9))
    .option('--run <number>', 'a certain run instead of the newest one')
    .addOption(jsonOption())
    .action(async (path: string, text: string, options: QueryOptions) => {
      const output = new Output(options.json ?? false);
      const { loadIndex } = await import('../index/index-run.ts');
      const { LanguageIndex } = await import('../index/language-index.ts');
      const { ask } = await import('../index/ask.ts');
      const { openImageTextEncoder } = await import('../encoders/index.ts');
      const canonical = await canonicalPhrases(options);
      const { data, viewer } = await withProject(path, (project) => ({
        data: loadIndex(project, runWithLanguage(project, options.run)),
        viewer: cameraPose(project, options.camera),
      }));
      await using encoder = await openImageTextEncoder(data.origin.encoder, { parts: 'text' });
      const index = await LanguageIndex.open(data);
      const settings = {
        canonical,
        scale: options.scale === undefined ? undefined : nearest(data.scales, options.scale),
        threshold: options.threshold,
        viewer,
      };
      // The latency is that of a question to a program that is open already.
      await ask(index, encoder, canonical[0]!, settings);
      const began = performance.now();
      const result = await ask(index, encoder, text, settings);
      const latencyMs = performance.now() - began;
      const unknown = new Set(result.phrases.flatMap(({ phrase }) => encoder.unknownWords(phrase)));
      for (const word of unknown) output.note(`The encoder has never seen the word ‘${word}’.`);
      if (result.reading.kind === 'plain' && result.reading.reason) output.note(result.reading.reason);
      output.result({ query: text, ...summary(data, result), latencyMs }, lines(data, result, latencyMs));
    });

/** @throws UserError not-found, bad-request where the file is no set of phrases */
async function canonicalPhrases({ canonical, canonicalSet }: QueryOptions): Promise<readonly string[]> {
  if (canonicalSet === undefined) return canonical ?? activePhrases(DEFAULT_PHRASE_SET);
  const text = await readFile(canonicalSet, 'utf8').catch((cause: unknown) => {
    throw new UserError('not-found', `The file ${canonicalSet} cannot be read.`, 'Check its path.', { cause });
  });
  return activePhrases(importSet(text, canonicalSet));
}

/** @throws UserError not-found */
function cameraPose(project: ProjectFile, index: number | undefined): number[] {
  const frames = project.captures.frames();
  const frame = index === undefined ? frames[0] : frames.find((candidate) => candidate.index === index);
  if (frame) return frame.worldFromCamera;
  throw new UserError(
    'not-found',
    `The project has no camera ${index ?? 0}.`,
    `Cameras go from 0 to ${frames.length - 1}.`,
  );
}

function nearest(scales: Float32Array, wanted: number): number {
  return scales.reduce((best, scale, i) => (Math.abs(scale - wanted) < Math.abs(scales[best]! - wanted) ? i : best), 0);
}

/** The first phrase, or where there are relations the things they point out. */
function summary(data: IndexData, { reading, phrases, answers }: AskResult) {
  const described = phrases.map(({ phrase, score, objects }) => ({
    phrase,
    scale: data.scales[score.scale]!,
    peak: { relevancy: score.peak.relevancy, point: score.peak.at < 0 ? null : pointAt(data, score.peak.at) },
    objects: objects.map(describe),
  }));
  const first = described[0] ?? { scale: 0, peak: { relevancy: 0, point: null }, objects: [] };
  const { scale, peak, objects } = first;
  if (reading.kind === 'plain') return { scale, peak, objects };
  return {
    scale,
    peak,
    objects: answers.flatMap(({ found }) => found.map(({ object, score }) => ({ ...describe(object), score }))),
    missing: answers.flatMap(({ missing }) => missing),
    phrases: described,
  };
}

const pointAt = ({ positions }: IndexData, point: number) => [...positions.subarray(3 * point, 3 * point + 3)];

function describe({ score, centre, box, points, confidence }: Cluster) {
  return { score, center: centre, extent: box.halfExtent.map((half) => 2 * half), points: points.length, confidence };
}

function lines(data: IndexData, result: AskResult, latencyMs: number): string[] {
  const { scale, peak, objects } = summary(data, result);
  const place = (values: readonly number[]) => `(${values.map((value) => value.toFixed(3)).join(', ')})`;
  const shown = objects
    .slice(0, 5)
    .map(
      ({ score, center, extent, confidence }) =>
        `  ${score.toFixed(2)} at ${place(center)}, ${extent.map((value) => value.toFixed(2)).join(' × ')}, confidence ${confidence.toFixed(2)}`,
    );
  return [
    `Relevancy up to ${peak.relevancy.toFixed(2)} at scale ${scale.toFixed(2)}, ${latencyMs.toFixed(0)} ms`,
    objects.length === 0 ? 'Nothing was found.' : `${objects.length} found:`,
    ...shown,
  ];
}
