import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type ExportFormat, type ExportRequest, exportRequestSchema } from '../api/contract.ts';
import { ComputeThread } from '../engine/compute.ts';
import { runWithIndex } from '../engine/export-project.ts';
import { UserError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption, phraseList } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface ExportOptions {
  format?: CliFormat;
  out: string;
  query: string[];
  canonical?: string[];
  world?: 'capture' | 'normalised';
  camera?: number;
  view: string[];
  width?: number;
  height?: number;
  run?: string;
  json?: true;
}

const FORMATS = ['ply', 'spz', 'json', 'zip', 'html', 'png'] as const satisfies readonly ExportFormat[];
type CliFormat = (typeof FORMATS)[number];

const several = (value: string, earlier: string[]) => [...earlier, value];

export const exportCommand = () =>
  new Command('export')
    .description('write what the scene holds to a file: points, splats, objects, views, the project')
    .argument('<project>', 'a .lerf file')
    .addOption(new Option('--format <name>', 'default: by the ending of --out').choices(FORMATS))
    .requiredOption('--out <file>', 'the file to write')
    .option('--query <text>', 'what to look for (ply, spz, json); may be given several times', several, [])
    .option('--canonical <phrases>', 'phrases it is weighed against, with commas between them', phraseList)
    .addOption(
      new Option('--world <name>', 'whose coordinates (ply, spz); default: the capture’s').choices([
        'capture',
        'normalised',
      ]),
    )
    .option('--camera <index>', 'the camera that left and right are as seen from', integer(0, 1e9))
    .option('--view <name>', 'an annotated view (png, html); may be given several times for html', several, [])
    .option('--width <pixels>', 'of a view (png, html)', integer(64, 4096))
    .option('--height <pixels>', 'of a view (png, html)', integer(64, 4096))
    .option('--run <number>', 'a certain run instead of the newest one with an index')
    .addOption(jsonOption())
    .action(async (path: string, options: ExportOptions) => {
      const output = new Output(options.json ?? false);
      const out = resolve(options.out);
      await requireFolder(dirname(out));
      const source = resolve(path);
      if (out === source) throw new UserError('bad-request', 'That is the project itself.', 'Change --out.');
      const request = await withProject(path, (project) => requestFor(project, options));
      const compute = new ComputeThread();
      try {
        const call = compute.call(
          'export',
          { path: source, target: out, request: checked(request), dataFolder: userDataFolder() },
          { onProgress: (done, total, message) => output.count(done, total, message) },
        );
        const { bytes, warnings } = await interruptible(
          () => call.cancel(),
          () => call.finished,
        );
        for (const warning of warnings) output.note(warning);
        output.result({ format: request.format, out, bytes, warnings }, [
          `Wrote ${out} (${(bytes / 1e6).toFixed(2)} MB)`,
        ]);
      } finally {
        await compute.close();
      }
    });

function requestFor(project: ProjectFile, options: ExportOptions): ExportRequest {
  const format = formatOf(options);
  refuseUseless(format, options);
  switch (format) {
    case 'zip':
      return { format };
    case 'png':
    case 'html':
      return viewsRequest(project, format, options);
    default:
      return pointsRequest(project, format, options);
  }
}

function pointsRequest(
  project: ProjectFile,
  format: 'ply' | 'spz' | 'json',
  { query, canonical, world, camera, run }: ExportOptions,
): ExportRequest {
  const frame = camera === undefined ? undefined : project.captures.frames()[camera];
  if (camera !== undefined && !frame) throw new UserError('not-found', `The project has no camera ${camera}.`);
  return {
    format,
    runId: runWithIndex(project, run),
    questions: query.map((text) => ({ text })),
    ...(canonical && { canonical }),
    ...(world && { world }),
    ...(frame && { viewer: frame.worldFromCamera }),
    // Splats have no other place for an answer than their colours.
    ...(format === 'spz' && query.length > 0 && { colouredBy: 0 }),
  };
}

function viewsRequest(
  project: ProjectFile,
  format: 'png' | 'html',
  { view, width, height }: ExportOptions,
): ExportRequest {
  const known = project.annotatedViews.list();
  const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
  const wanted = view.map((name) => findView(known, name));
  if (format === 'html') {
    const views = wanted.length === 0 ? known.map(({ id }) => String(id)) : wanted;
    if (views.length > 0) return { format, views, ...size };
    throw new UserError('conflict', 'The project has no annotated views yet.', 'Save one in the program first.');
  }
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return { format, view: only, ...size };
  throw new UserError('bad-request', 'A PNG shows one view.', 'Name it with --view.');
}

function formatOf({ format, out }: ExportOptions): CliFormat {
  const byEnding = FORMATS.find((name) => extname(out).toLowerCase() === `.${name}`);
  const chosen = format ?? byEnding;
  if (chosen === undefined) {
    throw new UserError(
      'bad-request',
      `${out} does not say which format is wanted.`,
      `Add --format ${FORMATS.join('|')}.`,
    );
  }
  if (chosen === byEnding) return chosen;
  throw new UserError('bad-request', `A ${chosen} file must end in .${chosen}.`, 'Change --out.');
}

const OPTIONS_OF: Record<CliFormat, readonly (keyof ExportOptions)[]> = {
  ply: ['query', 'canonical', 'world', 'camera', 'run'],
  spz: ['query', 'canonical', 'world', 'camera', 'run'],
  json: ['query', 'canonical', 'camera', 'run'],
  zip: [],
  html: ['view', 'width', 'height'],
  png: ['view', 'width', 'height'],
};

/** Whoever gives an option expects it to matter. @throws UserError bad-request */
function refuseUseless(format: CliFormat, options: ExportOptions): void {
  const given = (['query', 'canonical', 'world', 'camera', 'view', 'width', 'height', 'run'] as const).filter(
    (name) => {
      const value = options[name];
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    },
  );
  const useless = given.find((name) => !OPTIONS_OF[format].includes(name));
  if (useless === undefined) return;
  throw new UserError('bad-request', `--${useless} has no use with --format ${format}.`, 'Leave it out.');
}

function findView(views: readonly { id: number; name: string }[], wanted: string): string {
  const named = views.filter(({ name }) => name === wanted);
  const found = named.length === 1 ? named[0] : views.find(({ id }) => String(id) === wanted);
  if (found) return String(found.id);
  const known = views.map(({ id, name }) => `${id} ‘${name}’`).join(', ');
  throw new UserError(
    'not-found',
    named.length > 1
      ? `${named.length} views are called ‘${wanted}’.`
      : `The project has no annotated view ‘${wanted}’.`,
    known === '' ? 'It has none yet; save one in the program first.' : `It has ${known}.`,
  );
}

/** What the engine takes from everyone, command line or not. @throws UserError bad-request */
function checked(request: ExportRequest) {
  const parsed = exportRequestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError('bad-request', `${issue?.path.join('.')}: ${issue?.message}.`, 'See `lerf export --help`.');
}

async function requireFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null))?.isDirectory()) return;
  throw new UserError('not-found', `The folder ${folder} does not exist.`, 'Create it, or change --out.');
}
