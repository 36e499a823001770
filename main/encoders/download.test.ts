import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CatalogueEntry, CatalogueFile } from './catalogue.ts';
import { downloadModel } from './download.ts';
import type { Hub } from './hub.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-download-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A hub of one repository, which behaves as the test says. */
let server: Server;
let hub: Hub;
let folder: string;
let requests: { method: string; url: string; range: string | undefined }[];
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const gitHash = (content: Uint8Array) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

const weights = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const config = Buffer.from('{"patch_size": 8}');
const contents: Record<string, Buffer> = { 'onnx/model.onnx': weights, 'config.json': config };

/** What a test changes about an answer; it may also answer by itself. */
let behave: (request: IncomingMessage, response: ServerResponse, path: string) => 'answered' | undefined;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url!.split('/resolve/abc/')[1] ?? '';
  requests.push({ method: request.method!, url: request.url!, range: request.headers.range });
  if (behave(request, response, path) === 'answered') return;
  const content = contents[path];
  if (!content) {
    response.writeHead(404).end();
    return;
  }
  if (path.endsWith('.onnx')) {
    response.setHeader('x-linked-etag', `"${sha256(content)}"`);
    response.setHeader('x-linked-size', content.length);
  } else {
    response.setHeader('etag', `"${gitHash(content)}"`);
  }
  response.setHeader('x-repo-commit', 'abcdef0');
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0) response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
  response.end(request.method === 'HEAD' ? undefined : content.subarray(from));
}

const file = (path: string, known: Partial<CatalogueFile> = {}): CatalogueFile => ({
  path,
  bytes: 1,
  sha256: null,
  ...known,
});
const entry = (changes: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id: 'tiny',
  name: 'Tiny',
  kind: 'dense',
  licence: 'MIT',
  dimensions: 3,
  inputSize: 8,
  notes: '',
  repository: 'someone/tiny',
  revision: 'abc',
  commitPrefix: null,
  files: [file('onnx/model.onnx'), file('config.json')],
  ...changes,
});

const download = (changes: Partial<CatalogueEntry> = {}, signal = new AbortController().signal) =>
  downloadModel(entry(changes), folder, { signal, onProgress: (...report) => void reports.push(report) }, hub);
let reports: [number, number, string][];
const refusal = (changes: Partial<CatalogueEntry> = {}) =>
  download(changes).then(
    () => null,
    (error) => error,
  );
const read = (name: string) => readFileSync(join(folder, name));
const part = () => join(folder, 'onnx/model.onnx.part');
/** Sends the beginning of the weights and hangs up. */
const cutAt = (bytes: number) => (request: IncomingMessage, response: ServerResponse, path: string) => {
  if (request.method !== 'GET' || !path.endsWith('.onnx')) return;
  response.writeHead(200, { 'content-length': weights.length });
  response.write(weights.subarray(0, bytes), () => setTimeout(() => response.destroy(), 50));
  return 'answered' as const;
};

beforeEach(async () => {
  requests = [];
  reports = [];
  behave = () => undefined;
  folder = mkdtempSync(join(scratch, 'model-'));
  server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  hub = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, contentDomains: [] };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('fetches every file, checks it, and says how far it is', async () => {
  await download();
  expect(read('onnx/model.onnx')).toEqual(weights);
  expect(read('config.json')).toEqual(config);
  expect(existsSync(part())).toBe(false);
  const total = weights.length + config.length;
  expect(reports.at(-1)).toEqual([total, total, 'Tiny is here']);
  expect(requests.every(({ url }) => url.startsWith('/someone/tiny/resolve/abc/'))).toBe(true);
});

it('leaves alone what is here already', async () => {
  await download();
  requests = [];
  await download();
  expect(requests).toEqual([]);
});

it('goes on after a cut connection where it stopped', async () => {
  behave = cutAt(100_000);
  expect((await refusal()).message).toMatch(/ended in the middle of onnx\/model\.onnx/);
  expect(existsSync(join(folder, 'onnx/model.onnx'))).toBe(false);
  const kept = readFileSync(part()).length;
  expect(kept).toBeGreaterThan(0);
  behave = () => undefined;
  await download();
  expect(requests.filter(({ range }) => range).map(({ range }) => range)).toEqual([`bytes=${kept}-`]);
  expect(read('onnx/model.onnx')).toEqual(weights);
});

it('begins again where the server cannot go on in the middle, or has nothing to go on with', async () => {
  for (const status of [200, 416]) {
    folder = mkdtempSync(join(scratch, 'model-'));
    behave = cutAt(1000);
    await refusal();
    behave = (request, response, path) => {
      if (!request.headers.range || !path.endsWith('.onnx')) return;
      response.writeHead(status, { 'content-length': status === 200 ? weights.length : 0 });
      response.end(status === 200 ? weights : undefined);
      return 'answered';
    };
    await download();
    expect(read('onnx/model.onnx')).toEqual(weights);
  }
});

it('is cancelled in the middle, keeps what it has, and goes on later', async () => {
  const controller = new AbortController();
  behave = (request, response, path) => {
    if (request.method !== 'GET' || !path.endsWith('.onnx')) return;
    response.writeHead(200, { 'content-length': weights.length });
    response.write(weights.subarray(0, 50_000));
    return 'answered';
  };
  const running = download({}, controller.signal).then(
    () => null,
    (error) => error,
  );
  await vi.waitFor(() => expect(existsSync(part()) && readFileSync(part()).length).toBeGreaterThanOrEqual(50_000));
  controller.abort();
  expect(await running).toMatchObject({ code: 'cancelled', message: expect.stringContaining('what is here is kept') });
  behave = () => undefined;
  await download();
  expect(requests.at(-1)?.url).toContain('config.json');
  expect(requests.some(({ range }) => range === 'bytes=50000-')).toBe(true);
  expect(read('onnx/model.onnx')).toEqual(weights);
});

it('refuses content that is not what the hub said, and keeps nothing of it', async () => {
  for (const wrong of [Buffer.from(weights).fill(0, 5, 6), Buffer.concat([weights, Buffer.of(1)])]) {
    behave = (request, response, path) => {
      if (request.method !== 'GET' || !path.endsWith('.onnx')) return;
      response.writeHead(200, { 'content-length': wrong.length }).end(wrong);
      return 'answered';
    };
    expect((await refusal()).message).toMatch(/checksum differs/);
    expect(existsSync(part())).toBe(false);
    expect(existsSync(join(folder, 'onnx/model.onnx'))).toBe(false);
  }
  behave = (request, response, path) => {
    if (request.method !== 'GET' || path !== 'config.json') return;
    response.writeHead(200, { 'content-length': config.length }).end(Buffer.alloc(config.length, 'x'));
    return 'answered';
  };
  expect((await refusal()).message).toMatch(/config\.json of Tiny .* checksum differs/);
});

it('refuses a file that is no longer the one the program knows, before it is fetched', async () => {
  const files = [file('onnx/model.onnx', { sha256: '0'.repeat(64) })];
  expect((await refusal({ files })).message).toMatch(/checksum differs/);
  expect((await refusal({ commitPrefix: 'fedcba9' })).message).toMatch(/was changed on 127/);
  expect(requests.every(({ method }) => method === 'HEAD')).toBe(true);
  await download({ files: [file('onnx/model.onnx', { sha256: sha256(weights) })], commitPrefix: 'abcdef' });
});

it('says what went wrong on the other side, in a sentence', async () => {
  const missing = await refusal({ files: [file('onnx/no.onnx')] });
  expect(missing).toMatchObject({ code: 'not-found', message: expect.stringContaining('has no onnx/no.onnx of Tiny') });
  behave = (_, response) => {
    response.writeHead(500).end('<html>');
    return 'answered';
  };
  expect((await refusal()).message).toMatch(/answered with the status 500/);
  behave = (_, response) => {
    response.writeHead(200, { 'content-length': 4 }).end();
    return 'answered';
  };
  expect((await refusal()).message).toMatch(/does not say what/);
  server.close();
  server.closeAllConnections();
  expect((await refusal()).message).toMatch(/cannot be reached/);
});

it('follows the hub to its own pages, and nowhere else', async () => {
  behave = (request, response, path) => {
    if (path !== 'config.json' || request.url!.startsWith('/api')) return;
    response.writeHead(307, { location: '/api/cache/resolve/abc/config.json' }).end();
    return 'answered';
  };
  await download({ files: [file('config.json')] });
  expect(read('config.json')).toEqual(config);
  for (const location of [
    'http://127.0.0.1:1/x',
    'https://example.org/x',
    'file:///etc/passwd',
    'https://evilhf.co/x',
  ]) {
    behave = (_, response) => {
      response.writeHead(302, { location }).end();
      return 'answered';
    };
    hub = { ...hub, contentDomains: ['hf.co'] };
    expect((await refusal()).message).toMatch(/which is not allowed/);
  }
  behave = (request, response) => {
    response.writeHead(302, { location: request.url! }).end();
    return 'answered';
  };
  expect((await refusal()).message).toMatch(/which is not allowed/);
});

it('does not begin where the disk is too small', async () => {
  behave = (request, response, path) => {
    if (request.method !== 'HEAD' || !path.endsWith('.onnx')) return;
    response.writeHead(200, { 'x-linked-etag': `"${'a'.repeat(64)}"`, 'x-linked-size': 1e15 }).end();
    return 'answered';
  };
  const error = await refusal();
  expect(error).toMatchObject({ code: 'disk', message: expect.stringMatching(/^Tiny needs 1000000001 MB more/) });
  expect(requests.every(({ method }) => method === 'HEAD')).toBe(true);
});

it('throws away a part that is longer than the file', async () => {
  await download({ files: [file('config.json')] });
  mkdirSync(join(folder, 'onnx'));
  writeFileSync(part(), Buffer.alloc(weights.length + 5));
  await download();
  expect(read('onnx/model.onnx')).toEqual(weights);
});
