import { defineConfig } from '@playwright/test';
import { findBrowser, sandboxFlags } from './scripts/programs.mjs';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/results',
  // Training takes every core there is: one test at a time is faster than two that wait for each other.
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  timeout: 300_000,
  expect: { timeout: 20_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'web',
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...browserPath(),
          args: [
            '--disable-background-networking',
            // WebGL without a graphics card, the same on every machine.
            '--use-angle=swiftshader',
            '--enable-unsafe-swiftshader',
            ...sandboxFlags(),
          ],
        },
      },
    },
    { name: 'electron' },
  ],
});

function browserPath(): { executablePath?: string } {
  const executablePath = findBrowser();
  return executablePath === null ? {} : { executablePath };
}
