import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { socketFetch } from './socket-fetch.ts';

/** Answers each request before it has read its body, in a thread of its own so that this one may be busy. */
const HASTY_SERVER = `
  const { workerData, parentPort } = require('node:worker_threads');
  require('node:http')
    .createServer((request, response) => {
      request.resume();
      response.end(request.method);
    })
    .listen(workerData, () => parentPort.postMessage('listening'));`;

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => removeFolder(folder));

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://engine/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

/** A body that comes late, to a thread that had no time in between to see the answer. */
const lateBody = (bytes: Uint8Array) =>
  new ReadableStream({
    async start(controller) {
      await sleep(3);
      const until = performance.now() + 25;
      while (performance.now() < until);
      controller.enqueue(bytes);
      controller.close();
    },
  });

describe('an answer that comes before the body is read', () => {
  test.each([
    ['short', 7, { 'content-length': '7' }],
    ['of unknown length', 7, {}],
    ['long', 3 << 20, { 'content-length': String(3 << 20) }],
  ])('is not lost with a body that is %s', async (_how, bytes, headers) => {
    const path = join(folder, 'hasty');
    const worker = new Worker(HASTY_SERVER, { eval: true, workerData: path });
    try {
      await once(worker, 'message');
      for (let i = 0; i < 10; i++) {
        const response = await socketFetch(path, post(lateBody(new Uint8Array(bytes)), headers), {});
        expect(await response.text()).toBe('POST');
      }
    } finally {
      await worker.terminate();
    }
  });
});

describe('a connection that breaks off', () => {
  let requests: number;
  let server: Server;
  const path = () => join(folder, 'broken');

  beforeEach(async () => {
    requests = 0;
    server = createServer((socket) => {
      socket.once('data', () => {
        requests++;
        if (requests === 1) socket.destroy();
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    }).listen(path());
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  test('is tried again for what only reads', async () => {
    const response = await socketFetch(path(), new Request('http://engine/'), {});
    expect(await response.text()).toBe('ok');
    expect(requests).toBe(2);
  });

  test('is never tried again for what may have been done', async () => {
    await expect(socketFetch(path(), post('{}', { 'content-length': '2' }), {})).rejects.toThrow();
    await sleep(50);
    expect(requests).toBe(1);
  });
});

test('an engine that is not there is an error that says so', async () => {
  const nobody = join(folder, 'nobody');
  await expect(socketFetch(nobody, post('{}'), {})).rejects.toMatchObject({ syscall: 'connect' });
});
