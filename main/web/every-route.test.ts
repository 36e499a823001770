/**
 * Every route of the contract, attacked from outside through the web shell. A route that is added is found
 * here by itself; one that takes a path has to say where it can be attacked with one.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ApiError } from '../api/contract.ts';
import * as contract from '../api/contract.ts';
import { type AttackedShell, openAttackedShell } from '../testing/attacked-shell.ts';
import { removeFolder } from '../testing/test-engine.ts';

let shell: AttackedShell;
let projectId: string;
/** Not granted; the granted root lies beside it. */
let outside: string;

beforeAll(async () => {
  shell = await openAttackedShell();
  projectId = (await shell.opened.addProject()).id;
  outside = `${shell.opened.root}-outside`;
});
afterAll(async () => {
  await shell.close();
  await removeFolder(outside);
});
beforeEach(() => {
  shell.reached.length = 0;
});

interface Route {
  method: string;
  path: string;
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** What the engine's app really answers. */
function routesOfApp(): Route[] {
  const routes = shell.app.routes.filter(({ method }) => method !== 'ALL');
  return [...new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}

const addressOf = ({ path }: Route): string =>
  path.replace('/projects/:id', `/projects/${projectId}`).replace(/:\w+/g, '1');
const isChange = ({ method }: Route): boolean => method !== 'GET';

test('the contract names every route, and no other', () => {
  const folder = fileURLToPath(new URL('../api/', import.meta.url));
  const text = globSync(['contract.ts', 'contract/*.ts'], { cwd: folder })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const lines = text.matchAll(/^ \* {2,}(GET|POST|PUT|PATCH|DELETE) +(\/api\/[^\s?]+)/gm);
  const named = [...lines].map(([, method, path]) => `${method} ${path}`);
  expect(named.toSorted()).toEqual(routesOfApp().map(nameOf).toSorted());
});

describe('nothing gets through to the engine', () => {
  const attacks: [
    name: string,
    status: number,
    headers: () => Record<string, string | null>,
    changesOnly?: 'changes',
  ][] = [
    ['without a session', 401, () => ({ cookie: null })],
    ['with a session that nobody was given', 401, () => ({ cookie: `lerf_session_${shell.port}=${'A'.repeat(43)}` })],
    [
      'with the token in place of a session',
      401,
      () => ({ cookie: `lerf_session_${shell.port}=${shell.access.token}` }),
    ],
    ["with another shell's cookie", 401, () => ({ cookie: shell.ours.cookie!.replace(/_\d+=/, '_1=') })],
    ['from a name that resolves to us', 403, () => ({ host: `evil.example:${shell.port}` })],
    ['from a site, by its origin', 403, () => ({ origin: 'https://evil.example', 'sec-fetch-site': null })],
    ['from a sandboxed frame', 403, () => ({ origin: 'null', 'sec-fetch-site': null })],
    ['from a site, as its browser tells', 403, () => ({ origin: null, 'sec-fetch-site': 'cross-site' })],
    ['from another port of this machine', 403, () => ({ origin: null, 'sec-fetch-site': 'same-site' })],
    ['by a change whose origin nobody tells', 403, () => ({ origin: null, 'sec-fetch-site': null }), 'changes'],
    ['by a change that an address bar asks for', 403, () => ({ origin: null, 'sec-fetch-site': 'none' }), 'changes'],
  ];

  test.each(attacks)('%s', async (_name, status, headers, changesOnly) => {
    const routes = routesOfApp().filter((route) => changesOnly === undefined || isChange(route));
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const given = { ...shell.ours, 'content-type': 'application/json', ...headers() };
      const sent = Object.fromEntries(
        Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null),
      );
      const answer = await shell.send(route.method, addressOf(route), sent, isChange(route) ? '{}' : undefined);
      expect(answer.status, nameOf(route)).toBe(status);
      expect(JSON.parse(answer.text), nameOf(route)).toMatchObject({ error: { code: 'unauthorised' } });
    }
    expect(shell.reached).toEqual([]);
  });
});

test('what does get through is answered as data that no other site may read, frame or guess the type of', async () => {
  for (const route of routesOfApp()) {
    const answer = await shell.send(route.method, addressOf(route), shell.ours);
    expect(answer.headers, nameOf(route)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(answer.headers['content-type'] ?? '', nameOf(route)).not.toMatch(/html|script|svg|xml/);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  expect(shell.reached).toHaveLength(routesOfApp().length);
});

test('a page of another site that asks first whether it may is not told so', async () => {
  for (const route of routesOfApp()) {
    const answer = await shell.send('OPTIONS', addressOf(route), {
      origin: 'https://evil.example',
      'access-control-request-method': route.method,
      'access-control-request-private-network': 'true',
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('what a form of another site could send is not read, whoever sends it', async () => {
  for (const route of routesOfApp().filter(({ method }) => method === 'POST')) {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await shell.send(
        'POST',
        addressOf(route),
        { ...shell.ours, 'content-type': type },
        '{"path":"/"}',
      );
      // Those that take no body go by their address alone.
      if (answer.status < 300) expect(TAKES_NO_BODY, nameOf(route)).toContain(nameOf(route));
    }
  }
});

const TAKES_NO_BODY = [
  'POST /api/devices/self-test',
  'POST /api/demo',
  'POST /api/jobs/:id/cancel',
  'POST /api/encoders/:id/download',
  'POST /api/encoders/:id/default',
  'POST /api/projects/:id/phrase-sets/:set/use',
];

describe('paths', () => {
  /** The requests that take a path: by schema and field of the contract, how to send one and how the path has to end. */
  const PATHS: Record<
    string,
    { ending: string; send: (path: string) => [method: string, path: string, body?: object] }
  > = {
    'browse?path': { ending: '', send: (path) => ['GET', `/api/browse?path=${encodeURIComponent(path)}`] },
    'addProjectSchema.path': { ending: '.lerf', send: (path) => ['POST', '/api/library', { path }] },
    'importRequestSchema.capture': { ending: '', send: (capture) => ['POST', '/api/import', { capture, name: 'x' }] },
    'importRequestSchema.images': {
      ending: '',
      send: (images) => ['POST', '/api/import', { capture: shell.opened.root, images, name: 'x' }],
    },
    'importRequestSchema.project': {
      ending: '.lerf',
      send: (project) => ['POST', '/api/import', { capture: shell.opened.root, project, name: 'x' }],
    },
    'addEncoderFolderSchema.path': { ending: '', send: (path) => ['POST', '/api/encoders/folder', { path }] },
    'exportRequestSchema.path': {
      ending: '.zip',
      send: (path) => ['POST', `/api/projects/${projectId}/export`, { format: 'zip', path }],
    },
    'saveDiagnosticsSchema.path': { ending: '.zip', send: (path) => ['POST', '/api/diagnostics', { path }] },
    'renderPathRequestSchema.path': {
      ending: '.zip',
      send: (path) => ['POST', `/api/projects/${projectId}/render-path`, { ...FLIGHT, path }],
    },
  };

  test('there is no other field of the contract that could be one', () => {
    const looksLikeOne =
      /(^|\.)(\w*[pP]ath|\w*[fF]older|\w*[fF]ile|capture|images|project|source|target|directory|where|root)$/;
    const found = Object.entries(contract).flatMap(([name, schema]) =>
      /Request|Query|Body|^(add|new|import(?!Result)|rename|save|start|control)/.test(name) &&
      typeof schema === 'object'
        ? stringFields(schema as unknown as z.ZodType, name).filter((field) => looksLikeOne.test(field))
        : [],
    );
    expect([...new Set(found)].toSorted()).toEqual(
      Object.keys(PATHS)
        .filter((name) => !name.includes('?'))
        .toSorted(),
    );
  });

  const forbidden = ['forbidden-path'];
  const attacks: [name: string, codes: string[], path: (ending: string) => string][] = [
    ['a file outside', forbidden, (ending) => join(outside, `secret${ending}`)],
    ['a file outside that is not there', forbidden, (ending) => join(outside, `nothing${ending}`)],
    ['a way out by dots', forbidden, (ending) => `${shell.opened.root}/../${basename(outside)}/secret${ending}`],
    ['a link that leads out', forbidden, (ending) => join(shell.opened.root, `link${ending}`)],
    ['a folder that leads out', forbidden, (ending) => join(shell.opened.root, 'way-out', `secret${ending}`)],
    ['the same, to nothing', forbidden, (ending) => join(shell.opened.root, 'way-out', `nothing${ending}`)],
    // To be read it is not there; to be written it would lead out.
    [
      'a link to what is not there yet',
      ['not-found', 'forbidden-path'],
      (ending) => join(shell.opened.root, `dangling${ending}`),
    ],
    ['the root in other letters', forbidden, (ending) => `${shell.opened.root.toUpperCase()}/x${ending}`],
    ['a zero byte', ['bad-request'], (ending) => `${shell.opened.root}/x\0/../../etc/passwd${ending}`],
    ['a zero byte before the ending', ['bad-request'], (ending) => `/etc/passwd\0${ending}`],
    ['a pipe', ['bad-request'], (ending) => join(shell.opened.root, `pipe${ending}`)],
    ['a device', forbidden, (ending) => `/dev/zero${ending}`],
    ['a process', forbidden, (ending) => `/proc/self/environ${ending}`],
    ['a share of Windows', forbidden, (ending) => `//evil.example/share/x${ending}`],
    ['the same with its own slashes', forbidden, (ending) => String.raw`\\evil.example\share\x${ending}`],
    ['an address', forbidden, (ending) => `file:///etc/passwd${ending}`],
    ['a way from where the engine runs', forbidden, (ending) => `../../etc/passwd${ending}`],
    ['the home folder', forbidden, (ending) => `~/x${ending}`],
  ];

  beforeAll(async () => {
    await mkdir(outside);
    const { root } = shell.opened;
    await symlink(outside, join(root, 'way-out'));
    for (const ending of ['', '.lerf', '.zip']) {
      await writeFile(join(outside, `secret${ending}`), 'secret');
      await symlink(join(outside, `secret${ending}`), join(root, `link${ending}`));
      await symlink(join(outside, `planted${ending}`), join(root, `dangling${ending}`));
      execFileSync('mkfifo', [join(root, `pipe${ending}`)]);
    }
  });

  test.each(attacks)('%s is refused wherever a path is taken', async (_name, codes, pathOf) => {
    const jobs = shell.opened.engine.jobs.list().length;
    for (const [field, { ending, send }] of Object.entries(PATHS)) {
      const [method, address, body] = send(pathOf(ending));
      const headers = { ...shell.ours, 'content-type': 'application/json' };
      const answer = await shell.send(method, address, headers, body && JSON.stringify(body));
      expect(shell.reached.at(-1), field).toBe(`${method} ${address.split('?')[0]}`);
      const { error } = JSON.parse(answer.text) as { error: ApiError };
      expect(codes, `${field}: ${answer.text}`).toContain(error.code);
      // It was the path that was looked at, not another mistake in the request.
      expect(error.message).not.toContain('The request is not valid');
    }
    expect(shell.opened.engine.jobs.list()).toHaveLength(jobs);
    expect(globSync('planted*', { cwd: outside })).toEqual([]);
  });
});

const FLIGHT = {
  format: 'images',
  width: 16,
  height: 16,
  framesPerSecond: 1,
  cameraPath: {
    keyframes: [{ id: 'a', worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], verticalFovDegrees: 50 }],
    seconds: 1,
    isClosed: false,
  },
};

/** `schema.field` of every text in a schema, however deep. */
function stringFields(schema: z.ZodType, way: string): string[] {
  const { def } = schema as unknown as { def?: Record<string, unknown> & { type: string } };
  switch (def?.type) {
    case 'object':
      return Object.entries(def.shape as Record<string, z.ZodType>).flatMap(([key, inner]) =>
        stringFields(inner, `${way}.${key}`),
      );
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return stringFields(def.innerType as z.ZodType, way);
    case 'pipe':
      return stringFields(def.in as z.ZodType, way);
    case 'array':
      return stringFields(def.element as z.ZodType, way);
    case 'union':
      return (def.options as z.ZodType[]).flatMap((option) => stringFields(option, way));
    case 'string':
      return [way];
    default:
      return [];
  }
}
