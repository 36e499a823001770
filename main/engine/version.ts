import { readFileSync } from 'node:fs';

/** package.json, from main/engine as well as from dist/main/engine. */
const packageFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json',
  import.meta.url,
);

export const version = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
