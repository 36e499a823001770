import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../programs.mjs';
import type { Stage } from './page/stage.ts';
import type { SceneDescription, View } from './scene/description.ts';

/** A headless browser that draws scenes. One start serves as many scenes as one likes. */
export interface Studio extends AsyncDisposable {
  load(description: SceneDescription): Promise<void>;
  /** JPEG of a view. */
  picture(view: View, quality: number): Promise<Buffer>;
  /** Part ids of a view, one byte a pixel, row-major from the top; 0: nothing. */
  ids(view: View): Promise<Uint8Array>;
  coverage(view: View): Promise<Record<number, number>>;
}

export async function openStudio(width: number, height: number): Promise<Studio> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-background-networking', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
    page.on('pageerror', (error) => console.error(error.message));
    page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
    await page.addScriptTag({ content: await bundle() });
    await page.evaluate(([w, h]) => stageOf().open(w!, h!), [width, height]);
    return {
      load: (description) => page.evaluate((given) => stageOf().load(given), description),
      picture: async (view, quality) =>
        Buffer.from(
          await page.evaluate(([given, q]) => stageOf().picture(given, q), [view, quality] as const),
          'base64',
        ),
      ids: async (view) => Buffer.from(await page.evaluate((given) => stageOf().ids(given), view), 'base64'),
      coverage: (view) => page.evaluate((given) => stageOf().coverage(given), view),
      [Symbol.asyncDispose]: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Only ever runs inside the page, where the stage is a global. */
declare function stageOf(): Stage;

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('./page/stage.ts', import.meta.url)), formats: ['iife'], name: 'demo' },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  if (output?.type !== 'chunk') throw new Error('The page of the demo scenes was not bundled.');
  return `${output.code}\nwindow.stageOf = () => window.stage;`;
}
