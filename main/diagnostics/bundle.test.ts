/** Secrets are planted wherever a person's words, names or paths could be, and looked for in every file of the zip. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Library } from '../store/library.ts';
import { ProjectFile } from '../store/project-file.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { composeDiagnostics, type DiagnosticsSources, writeDiagnostics } from './bundle.ts';
import { writeCrashReport } from './crash-reports.ts';
import { openLogFile } from './log-file.ts';
import type { Known } from './redact.ts';

let folder: string;
let dataFolder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  dataFolder = join(folder, 'data');
});
afterEach(() => {
  vi.unstubAllEnvs();
  return removeFolder(folder);
});

/** What must be in no file, in any form of its letters. */
const SECRETS = {
  user: 'wilhelmina',
  host: 'mauve-notebook',
  home: '/home/wilhelmina',
  folder: 'Orchard Cottage',
  project: 'Great-Aunt Ottilie’s parlour',
  image: 'Ottilie at breakfast.jpg',
  capture: 'ottilies-camera-roll',
  question: 'the turquoise samovar',
  view: 'Where the testament hides',
  phrase: 'crumpled banknotes',
  token: 'Zm9vYmFyMDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A',
  hub: 'hf_QuxQuxQuxQuxQux',
  secret: 'k3yB3hindTheClock',
  environment: 'vermillion-folder',
};
/** Parts by which a half of one would still tell. */
const TELLING = [...Object.values(SECRETS), 'Ottilie', 'Orchard', 'samovar', 'testament', 'banknotes', 'parlour'];

const known: Known[] = [
  [SECRETS.home, '<home>'],
  [SECRETS.user, '<user>'],
  [SECRETS.host, '<host>'],
];

async function plant(): Promise<void> {
  vi.stubEnv('LERF_PROJECTS', join(folder, SECRETS.environment));
  mkdirSync(join(folder, SECRETS.folder));
  const path = join(folder, SECRETS.folder, `${SECRETS.project}.lerf`);
  await createTinyProject(path, { name: SECRETS.project });
  const project = ProjectFile.open(path);
  project.queries.add(SECRETS.question);
  project.phraseSets.add({ name: SECRETS.view, phrases: [{ text: SECRETS.phrase, enabled: true }] });
  project.settings.set('vocabulary', [SECRETS.phrase]);
  project.close();
  const library = Library.open(dataFolder);
  library.add(path);
  library.settings.set('defaultEncoder', `/home/wilhelmina/${SECRETS.folder}`);
  library.settings.set('extractionSpeeds', { [SECRETS.capture]: 0.25 });
  library.close();

  const log = openLogFile(dataFolder);
  log.writeLine(JSON.stringify({ level: 30, msg: 'the engine is ready', restarts: 1 }));
  for (const line of told(path)) log.writeLine(line);
  // A version that took nothing out of what it wrote.
  const raw = told(path).map((line) =>
    JSON.stringify({ level: 50, msg: line, path, err: { message: line, stack: line } }),
  );
  writeFileSync(`${log.path}.1`, [...raw, ...told(path), '{"level":50,"msg":"cut off by wilhelmina'].join('\n'));
  const thrown = new Error(told(path).join('\n'));
  const report = writeCrashReport(dataFolder, { process: 'engine', what: `It died at ${path}.`, thrown })!;
  writeFileSync(report.replace('-engine-', '-cli-'), `{"what": "of an older version", "path": "${path}", "cut`);
  writeFileSync(report.replace('-engine-', '-web-'), JSON.stringify({ error: { message: told(path) } }));
}

function told(path: string): string[] {
  const windows = String.raw`C:\Users\wilhelmina\Pictures\Orchard Cottage\Ottilie at breakfast.jpg`;
  return [
    `ENOENT: no such file or directory, open '${path}'`,
    `Cannot decode ${SECRETS.image}`,
    `${SECRETS.image} is damaged`,
    `cannot read ${SECRETS.home}/${SECRETS.folder}/${SECRETS.image} twice`,
    `cannot read ${windows}`,
    `cannot read /mnt/backup of ${SECRETS.folder}/${SECRETS.capture}/1.png`,
    `cannot enter /mnt/backup of ${SECRETS.folder}/${SECRETS.view}`,
    `cannot read file://${encodeURI(path)}`,
    `no vector for “${SECRETS.question}”`,
    `Unexpected token 'c', "${SECRETS.phrase}" is not valid JSON`,
    `opened ${SECRETS.project} and ${SECRETS.project.toUpperCase()} for ${SECRETS.user}@${SECRETS.host}.local`,
    `GET /api/projects from http://127.0.0.1:8123/#token=${SECRETS.token}`,
    `cookie: lerf_session_8123=${SECRETS.token}; x-lerf-secret: ${SECRETS.secret}`,
    `authorization: Bearer ${SECRETS.hub} or ${SECRETS.hub}`,
    `given ${SECRETS.token}`,
  ];
}

const sources = (): DiagnosticsSources => ({
  dataFolder,
  known,
  devices: async () => ({ devices: [{ device: 'cuda', detail: `libcudart.so.12 is not in ${SECRETS.home}/lib` }] }),
});

/** The files of a zip, by its central directory. */
function unzip(path: string): Map<string, string> {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [packed, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(bytes.subarray(data, data + packed)).toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

test('no file of the zip holds any of the secrets that were planted', async () => {
  await plant();
  const files = await composeDiagnostics(sources());
  const target = join(folder, 'diagnostics.zip');
  expect(await writeDiagnostics(target, files)).toBe(readFileSync(target).length);
  const unzipped = unzip(target);
  // What was shown is what is saved.
  expect([...unzipped]).toEqual(files.map(({ name, text }) => [name, text]));
  expect([...unzipped.keys()].filter((name) => name.startsWith('crashes/'))).toHaveLength(3);
  const secrets = [...TELLING, folder, homedir(), hostname()].filter((secret) => secret.length > 3);
  for (const [name, text] of unzipped) {
    for (const secret of secrets) {
      for (const form of [secret, encodeURI(secret), JSON.stringify(secret).slice(1, -1)]) {
        expect(name.toLowerCase(), `${secret} in a name`).not.toContain(form.toLowerCase());
        const line = text.split('\n').find((line) => line.toLowerCase().includes(form.toLowerCase()));
        expect(line, `${secret} in ${name}`).toBeUndefined();
      }
    }
  }
  expect(readdirSync(folder).toSorted()).toEqual(['Orchard Cottage', 'data', 'diagnostics.zip']);
});

test('what a mistake is found by is there', async () => {
  await plant();
  const files = new Map((await composeDiagnostics(sources())).map(({ name, text }) => [name, text]));
  expect(JSON.parse(files.get('machine.json')!)).toMatchObject({
    program: expect.stringMatching(/^\d/),
    versions: { node: process.versions.node },
    libraries: { 'better-sqlite3': expect.stringMatching(/^\d/), 'onnxruntime-node': expect.stringMatching(/^\d/) },
    cpu: { cores: expect.any(Number) },
    environment: expect.arrayContaining(['LERF_PROJECTS']),
  });
  expect(JSON.parse(files.get('devices.json')!)).toEqual({
    devices: [{ device: 'cuda', detail: 'libcudart.so.12 is not in <path>' }],
  });
  expect(JSON.parse(files.get('projects.json')!)).toMatchObject([
    {
      project: '<project 1>',
      images: 5,
      schemaVersion: 8,
      tables: { frame: 5, query: 1 },
      runs: [],
      capture: 'transforms',
    },
  ]);
  expect(JSON.parse(files.get('settings.json')!)).toMatchObject({ extractionSpeeds: { '<key 1>': 0.25 } });
  expect(files.get('logs/lerf-studio.log')).toContain('the engine is ready');
});

test('a damaged, a missing and no project at all are told of', async () => {
  expect(JSON.parse((await composeDiagnostics(sources())).find(({ name }) => name === 'projects.json')!.text)).toEqual(
    [],
  );
  await plant();
  const library = Library.open(dataFolder);
  const [card] = library.list();
  writeFileSync(card!.path, Buffer.concat([readFileSync(card!.path).subarray(0, 100), Buffer.alloc(50_000)]));
  const failing = { ...sources(), library, devices: () => Promise.reject(new Error('no devices')) };
  const files = new Map((await composeDiagnostics(failing)).map(({ name, text }) => [name, text]));
  library.close();
  expect(JSON.parse(files.get('projects.json')!)).toMatchObject([{ cannotBeRead: 'bad-project' }]);
  expect(JSON.parse(files.get('devices.json')!)).toEqual({ failed: 'Error: no devices' });
});

test('thousands of projects and logs of full length are done in no time worth a word', async () => {
  const many = Array.from(
    { length: 2000 },
    (_, index): Known => [`/photos/project number ${index}`, `<project ${index}>`],
  );
  const log = openLogFile(dataFolder);
  for (let line = 0; line < 15_000; line++) log.writeLine(`line ${line} of a log that has become as long as it may`);
  const files = await composeDiagnostics({ ...sources(), known: many });
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(2 << 20);
});
