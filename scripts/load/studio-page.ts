import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { chromium, type Page } from '@playwright/test';
import pino from 'pino';
import { build } from 'vite';
import { createApp } from '../../main/api/app.ts';
import { Engine } from '../../main/engine/engine.ts';
import { Access } from '../../main/web/access.ts';
import { createWebShell, type WebShellFetch } from '../../main/web/web-shell.ts';
import { findBrowser, sandboxFlags } from '../programs.mjs';
import { inRoot } from '../setup.mjs';

/** The user interface, built from the sources as they are, in a browser, with an engine that can be made to say things. */
export interface StudioPage extends AsyncDisposable {
  readonly engine: Engine;
  readonly page: Page;
}

/** @param folder for the engine's data and the built user interface; projects in it can be opened. */
export async function openStudioPage(folder: string): Promise<StudioPage> {
  await using opened = new AsyncDisposableStack();
  const rendererFolder = join(folder, 'renderer');
  await build({
    configFile: inRoot('vite.config.ts'),
    logLevel: 'error',
    build: { outDir: rendererFolder, emptyOutDir: false },
  });
  const engine = await Engine.open({
    dataFolder: join(folder, 'data'),
    shell: 'web',
    roots: [folder],
    restarts: 0,
    lastExit: null,
    log: pino({ level: 'silent' }),
  });
  opened.defer(() => engine.close());

  const access = new Access();
  let handle: WebShellFetch = () => new Response(null, { status: 503 });
  const fetch = (request: Request, bindings: unknown) => handle(request, bindings as HttpBindings);
  const server = createAdaptorServer({ fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const app = createApp(engine);
  const engineFetch = async (request: Request) => app.fetch(request);
  handle = createWebShell({ access, port, engineFetch, rendererFolder }).fetch;

  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('This part wants a browser: set LERF_BROWSER to one.');
  // As Chromium runs on a machine without a graphics card. Told to draw all of the page with SwiftShader's OpenGL
  // (--use-angle), as tests are, it takes 0.4 s for each line of a chart, which no user's browser does.
  const args = ['--enable-unsafe-swiftshader', ...sandboxFlags()];
  const browser = await chromium.launch({ executablePath, args });
  opened.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await page.goto(`http://127.0.0.1:${port}/#token=${access.token}`);
  await page.getByText('Engine running').waitFor();
  const kept = opened.move();
  return { engine, page, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** How a page did while it was watched. */
export interface Smoothness {
  /** Time from one frame to the next, of each. */
  readonly framesMs: readonly number[];
  /** Tasks of more than 50 ms, in which nothing that the user does is answered. */
  readonly longTasksMs: readonly number[];
  /** Share of the time in which the page's main thread was at work. */
  readonly busy: number;
}

/** Watches the page while `work` lasts. */
export async function watchPage(page: Page, work: () => Promise<void>): Promise<Smoothness> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busySeconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  await page.evaluate(() => {
    const framesMs: number[] = [];
    const longTasksMs: number[] = [];
    let last = performance.now();
    const frame = (now: number) => {
      framesMs.push(now - last);
      last = now;
      watched.next = requestAnimationFrame(frame);
    };
    const observer = new PerformanceObserver((list) =>
      longTasksMs.push(...list.getEntries().map((task) => task.duration)),
    );
    observer.observe({ type: 'longtask' });
    const watched = { framesMs, longTasksMs, observer, next: requestAnimationFrame(frame) };
    Object.assign(globalThis, { watched });
  });
  const [busyBefore, startedAt] = [await busySeconds(), performance.now()];
  await work();
  const busy = ((await busySeconds()) - busyBefore) / ((performance.now() - startedAt) / 1000);
  const seen = await page.evaluate(() => {
    const { watched } = globalThis as unknown as {
      watched: { framesMs: number[]; longTasksMs: number[]; observer: PerformanceObserver; next: number };
    };
    cancelAnimationFrame(watched.next);
    watched.observer.disconnect();
    // Of the first frame it is not known when the one before it was.
    return { framesMs: watched.framesMs.slice(1), longTasksMs: watched.longTasksMs };
  });
  await devtools.detach();
  return { ...seen, busy };
}
