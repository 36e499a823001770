import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from './setup.mjs';

const renderer = inRoot('renderer');
const sources = globSync('**/*.{ts,tsx}', { cwd: renderer })
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(renderer, file), 'utf8') }));
const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test.each([
  [
    'markup',
    /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment/,
  ],
  ['a parsed page', /\bDOMParser\b|srcDoc\b|srcdoc\b|<iframe|<object\b|<embed\b/],
  ['code', /\beval\(|new Function\(|setTimeout\(\s*['"`]|import\(\s*(?!['"])\S/],
  ['an address of another site', /https?:\/\/(?!www\.w3\.org)/],
])('what users write never becomes %s', (_name, pattern) => {
  expect(sources.length).toBeGreaterThan(100);
  expect(filesWith(pattern)).toEqual([]);
});

test('links lead to the API, or to what this page has made; never to what somebody wrote', () => {
  const targets = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bhref=\{([^}]+)\}|\.href = ([^;]+);/g)].map(([, inJsx, set]) => `${file}: ${inJsx ?? set}`),
  );
  expect(targets.toSorted()).toEqual([
    'canonical/set-menu.tsx: phraseSetFileUrl(projectId, set.id)',
    'exchange/export-progress.tsx: fileUrl(jobId)',
    'exchange/tell-exports.ts: fileUrl(jobId)',
    'frame/save-text.ts: url',
    'views/download.ts: url',
  ]);
  expect(filesWith(/\bhref="(?!\.\/)/)).toEqual([]);
  expect(filesWith(/window\.open\(|location\.(assign|replace)\(|location(\.href)? = /)).toEqual([]);
});
