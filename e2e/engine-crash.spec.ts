import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];

/** In the dark a picture at both sizes to look at, and nothing in this part that is known to keep anybody out. */
async function look(page: Page, name: string, part: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.screenshot({ path: test.info().outputPath(`${name}-${size.width}.png`), animations: 'disabled' });
  }
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('the engine is killed in the middle of a training: the app says what was saved and the run goes on', async ({
  start,
  folders,
}) => {
  const app = await start();
  const studio = new Studio(app);
  const { page, dialog } = studio;
  await page.emulateMedia({ colorScheme: 'dark' });
  await studio.importCapture('tiny', 'Crash');
  await studio.startTraining({ steps: 100_000 });
  // A pause writes a checkpoint to come back to.
  await studio.run(1).getByRole('button', { name: 'Pause' }).click();
  await studio
    .run(1)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expect(studio.run(1).getByRole('button', { name: 'Pause' })).toBeVisible();

  const killed = await app.enginePid();
  process.kill(killed, 'SIGKILL');

  await expect(dialog).toContainText('The engine was killed (SIGKILL) and has been restarted.');
  expect(await app.enginePid()).not.toBe(killed);
  const part = (name: string) => dialog.getByRole('region', { name, exact: true });
  await expect(part('Saved')).toContainText(/Run 1 of Crash: the checkpoint of step [\d,]+ of 100,000, written at/);
  await expect(part('Lost')).toContainText(/Run 1 of Crash: at most .*what it trained in the last two seconds/);
  await expect(part('Now')).toContainText(/Run 1 of Crash goes on by itself from step [\d,]+\./);
  await dialog.getByText('Details').click();
  await expect(dialog.getByRole('region', { name: 'Crash report' })).toContainText('"process": "engine"');
  await look(page, 'crash', '[role=dialog]');

  // What is saved for whoever looks for the mistake is shown before.
  await dialog.getByRole('button', { name: 'Save diagnostics…' }).click();
  await dialog.getByText('The newest crash report').click();
  await expect(dialog.getByRole('region', { name: /^crashes\// })).toContainText('The engine was killed (SIGKILL).');
  await look(page, 'diagnostics', '[role=dialog]');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save…' }).click();
  const saved = await (await download).path();
  expect(readFileSync(saved).subarray(0, 2).toString()).toBe('PK');
  await expect(dialog).toBeHidden();
  expect(readdirSync(join(folders.data, 'crashes'))).toHaveLength(1);

  await expect(page.getByRole('status').filter({ hasText: 'has been restarted' })).toBeVisible();
  await page.getByRole('button', { name: 'What was saved…' }).click();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByText('has been restarted')).toBeHidden();
  // The new engine found in its journal what was training, and goes on by itself.
  await expect(studio.run(1).getByRole('button', { name: 'Pause' })).toBeVisible();
  await studio.run(1).getByRole('button', { name: 'Stop' }).click();
  await expect(studio.run(1)).toContainText('Stopped');
});

test('a run that died twice in the same place waits for a person, who lets it go on', async ({ start }) => {
  const app = await start();
  const studio = new Studio(app);
  const { dialog } = studio;
  await studio.importCapture('tiny', 'Twice');
  await studio.startTraining({ steps: 100_000 });
  await expect(studio.run(1).getByRole('button', { name: 'Pause' })).toBeVisible();
  // The second time before there can be another checkpoint.
  for (const outcome of ['goes on by itself', 'waits, and can go on']) {
    process.kill(await app.enginePid(), 'SIGKILL');
    await expect(dialog).toContainText(outcome);
  }
  await dialog.getByRole('button', { name: 'Go on training' }).click();
  await expect(dialog).toBeHidden();
  await expect(studio.run(1).getByRole('button', { name: 'Pause' })).toBeVisible();
  await studio.run(1).getByRole('button', { name: 'Stop' }).click();
});

test('an engine that dies again and again is started once more by whoever asks', async ({ start }) => {
  const app = await start();
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.getByText('Engine running')).toBeVisible();
  let killed: number | undefined;
  for (let deaths = 0; deaths < 5; deaths++) {
    const living = async () => {
      const pid = await app.enginePid();
      return pid === killed ? undefined : pid;
    };
    await expect.poll(living, { timeout: 20_000 }).toBeDefined();
    killed = await app.enginePid();
    process.kill(killed, 'SIGKILL');
  }
  const banner = page.getByRole('alert').filter({ hasText: 'five times within a minute' });
  await expect(banner).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Engine stopped', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await look(page, 'given-up', '[role=alert]');
  await banner.getByRole('button', { name: 'Start it again' }).click();
  await expect(banner).toBeHidden({ timeout: 20_000 });
  await expect(page.getByText('Engine running')).toBeVisible();
});

test('a mistake in the page stops the page alone, says so, and leaves a report', async ({ start, folders }) => {
  const app = await start();
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.getByText('Engine running')).toBeVisible();
  // What no engine answers: the list of projects is not a list.
  await page.route('**/api/library', (route) => route.fulfill({ json: { projects: [{ name: 1 }] } }));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'The page has stopped' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('everything that was shown as saved is in its project');
  await look(page, 'page-stopped', 'main');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save diagnostics…' }).click();
  await download;
  const [report] = readdirSync(join(folders.data, 'crashes'));
  expect(JSON.parse(readFileSync(join(folders.data, 'crashes', report!), 'utf8'))).toMatchObject({ process: 'page' });
  await page.unroute('**/api/library');
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await expect(page.getByText('No projects yet')).toBeVisible();
});
