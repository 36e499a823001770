/** What no well-behaved client sends: bytes on a socket, to the web shell over a whole engine. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AttackedShell, openAttackedShell } from '../testing/attacked-shell.ts';

let shell: AttackedShell;

beforeAll(async () => {
  // As short as a test can wait for; the real ones differ in nothing else.
  shell = await openAttackedShell({
    headersTimeoutMs: 300,
    requestTimeoutMs: 600,
    checkedEveryMs: 50,
    connections: 20,
  });
});
afterAll(async () => {
  await shell.close();
});
beforeEach(() => {
  shell.reached.length = 0;
});

/** A request as bytes, with the session of our page; `:port` stands for ours. */
const request = (first: string, ...headers: string[]): string =>
  [first, ...headers, `cookie: ${shell.ours.cookie}`, 'connection: close', '', '']
    .join('\r\n')
    .replaceAll(':port', `:${shell.port}`);
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const ownOrigin = 'origin: http://127.0.0.1:port';

test('the request that the attacks below are made of is answered', async () => {
  expect(statusOf(await shell.raw(request('GET /api/library HTTP/1.1', 'host: 127.0.0.1:port')))).toBe(200);
  expect(shell.reached).toEqual(['GET /api/library']);
});

describe('the host', () => {
  test.each([
    ['none', []],
    ['an empty one', ['host:']],
    ['a foreign name on our port', ['host: evil.example:port']],
    ['a foreign name without a port', ['host: evil.example']],
    ['a name that ends like ours', ['host: evil.localhost:port']],
    ['a name that begins like ours', ['host: 127.0.0.1.evil.example:port']],
    ['a name before ours', ['host: evil.example@127.0.0.1:port']],
    ['ours with a dot at the end', ['host: localhost.:port']],
    ['ours without the port', ['host: 127.0.0.1']],
    ['ours with another port', ['host: 127.0.0.1:1']],
    ['ours with a port that begins like the right one', ['host: 127.0.0.1:port0']],
    ['another way to write the address', ['host: 2130706433:port']],
    ['a short way to write it', ['host: 127.1:port']],
    ['the address that means every one', ['host: 0.0.0.0:port']],
    ['the other family', ['host: [::1]:port']],
    ['ours mapped to the other family', ['host: [::ffff:127.0.0.1]:port']],
    ['two, the foreign one first', ['host: evil.example:port', 'host: 127.0.0.1:port']],
    ['two, ours first', ['host: 127.0.0.1:port', 'host: evil.example:port']],
    ['two in one', ['host: 127.0.0.1:port, evil.example:port']],
    ['a foreign one that a proxy is said to have had', ['host: evil.example', 'x-forwarded-host: 127.0.0.1:port']],
  ])('%s does not do', async (_name, headers) => {
    const answer = await shell.raw(request('GET /api/library HTTP/1.1', ...headers));
    expect([400, 403]).toContain(statusOf(answer));
    expect(shell.reached).toEqual([]);
  });

  test('a whole address in the request does not replace it', async () => {
    for (const [address, host] of [
      ['http://evil.example/api/library', '127.0.0.1:port'],
      ['http://127.0.0.1:port/api/library', 'evil.example'],
      ['https://127.0.0.1:port/api/library', 'evil.example:port'],
    ]) {
      const answer = await shell.raw(request(`GET ${address} HTTP/1.1`, `host: ${host}`));
      // By the standard the whole address counts; both must be ours.
      expect([400, 403, 404], answer).toContain(statusOf(answer));
      expect(shell.reached).toEqual([]);
    }
  });
});

describe('the origin', () => {
  test.each([
    ['ours, and another one', [ownOrigin, 'origin: https://evil.example']],
    ['another one, and ours', ['origin: https://evil.example', ownOrigin]],
    ['ours with more behind it', ['origin: http://127.0.0.1:port.evil.example']],
    ['ours with a name before it', ['origin: http://evil.example@127.0.0.1:port']],
    ['ours over TLS', ['origin: https://127.0.0.1:port']],
    ['the other name of this machine', ['origin: http://localhost:port']],
    ['ours without the port', ['origin: http://127.0.0.1']],
    ['a file', ['origin: file://']],
    ['an extension', ['origin: chrome-extension://abcdefghijklmnop']],
    ['the desktop app', ['origin: lerf://app']],
    ['ours, but the browser says otherwise', [ownOrigin, 'sec-fetch-site: cross-site']],
    ['ours, and the browser says two things', [ownOrigin, 'sec-fetch-site: same-origin', 'sec-fetch-site: cross-site']],
    ['only an address that the page came from', ['referer: http://127.0.0.1:port/']],
  ])('%s does not do', async (_name, headers) => {
    const all = ['host: 127.0.0.1:port', 'content-length: 0', ...headers];
    expect(statusOf(await shell.raw(request('POST /api/demo HTTP/1.1', ...all)))).toBe(403);
    expect(shell.reached).toEqual([]);
  });

  test.each(['GET', 'HEAD', 'get', 'PUT', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY'])(
    '%s with another method in its headers is no change',
    async (method) => {
      const headers = ['host: 127.0.0.1:port', 'x-http-method-override: DELETE', 'x-method-override: DELETE'];
      await shell.raw(request(`${method} /api/library/1?file=delete HTTP/1.1`, ...headers));
      expect(shell.reached.filter((line) => line.startsWith('DELETE'))).toEqual([]);
    },
  );

  test('a web socket is not opened, and asking for one goes around no check', async () => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    const { cookie } = shell.ours as { cookie: string };
    const answers = [
      await shell.send('GET', '/api/events', { ...upgrade, cookie, origin: 'https://evil.example' }),
      await shell.send('GET', '/api/events', { ...upgrade, cookie, 'sec-fetch-site': 'same-site' }),
      await shell.send('GET', '/api/events', upgrade),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 401]);
    expect(shell.reached).toEqual([]);
  });
});

describe('two requests in one', () => {
  const smuggled = 'DELETE /api/library/1?file=delete HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';

  test.each([
    ['two lengths', [`content-length: 5`, 'content-length: 0']],
    ['a length and pieces', ['content-length: 5', 'transfer-encoding: chunked']],
    ['pieces spelled oddly', ['transfer-encoding: xchunked']],
    ['a name with a space', ['content-length : 5']],
    ['a folded line', ['x-one: 1', ' content-length: 5']],
  ])('%s is not understood', async (_name, headers) => {
    const all = ['host: 127.0.0.1:port', ownOrigin, ...headers];
    expect(statusOf(await shell.raw(`${request('POST /api/demo HTTP/1.1', ...all)}0\r\n\r\n${smuggled}`))).toBe(400);
    expect(shell.reached.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });
});

describe('what takes too long or too much', () => {
  test('a client that sends its headers one by one, for ever, is cut off', async () => {
    const socket = await open();
    const drip = setInterval(() => socket.write('x-a: b\r\n'), 20);
    socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${shell.port}\r\n`);
    await closed(socket).finally(() => clearInterval(drip));
  });

  test('so is one that sends a body so slowly, signed in or not', async () => {
    const drips = ['/api/library', '/session'].flatMap((path) =>
      [`cookie: ${shell.ours.cookie}\r\n`, ''].map(async (headers) => {
        const socket = await open();
        const origin = `http://127.0.0.1:${shell.port}`;
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${shell.port}\r\norigin: ${origin}\r\n${headers}content-type: application/json\r\ncontent-length: 1000\r\n\r\n`,
        );
        const drip = setInterval(() => socket.write(' '), 20);
        await closed(socket).finally(() => clearInterval(drip));
      }),
    );
    await Promise.all(drips);
  });

  test('more connections than a browser needs are not kept, and the next one is served again', async () => {
    const sockets = await Promise.all(Array.from({ length: 40 }, open));
    const wereCut = await Promise.all(
      sockets.map((socket) => Promise.race([closed(socket).then(() => true), wait(150).then(() => false)])),
    );
    expect(wereCut.filter((wasCut) => wasCut).length).toBeGreaterThanOrEqual(20);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await shell.send('GET', '/api/library', shell.ours)).status).toBe(200);
  });

  test('headers of more than 16 KiB are refused', async () => {
    const answer = await shell.raw(
      request('GET /api/library HTTP/1.1', 'host: 127.0.0.1:port', `x-a: ${'a'.repeat(20_000)}`),
    );
    expect(statusOf(answer)).toBe(431);
  });

  test('a body of more than 1 MiB is refused, whether its length is told or not', async () => {
    const body = JSON.stringify({ path: 'x'.repeat(2 << 20) });
    const headers = { ...shell.ours, 'content-type': 'application/json' };
    const told = await shell.send('POST', '/api/library', headers, body);
    expect(told).toMatchObject({ status: 400, text: expect.stringContaining('larger than 1 MiB') });
    const untold = await shell.raw(
      `${request(
        'POST /api/library HTTP/1.1',
        ...['host: 127.0.0.1:port', ownOrigin, 'content-type: application/json', 'transfer-encoding: chunked'],
      )}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
    expect(untold).toContain('larger than 1 MiB');
  });

  test('of a body that nobody who is not signed in may send, nothing is kept', async () => {
    const before = process.memoryUsage.rss();
    const piece = `100000\r\n${'a'.repeat(1 << 20)}\r\n`;
    const socket = await open();
    socket.write(
      `POST /api/library HTTP/1.1\r\nhost: 127.0.0.1:${shell.port}\r\norigin: http://127.0.0.1:${shell.port}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const isCut = closed(socket);
    for (let sent = 0; sent < 200 && !socket.destroyed; sent++) {
      if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), isCut]);
    }
    socket.destroy();
    await isCut;
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
    expect(shell.reached).toEqual([]);
  });
});

async function open(): Promise<Socket> {
  const socket = connect(shell.port, '127.0.0.1');
  // A cut connection is what is waited for.
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

/** However it ends: a reset is an end too. */
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const wait = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));
