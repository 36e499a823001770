import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

test('a capture becomes a radiance field, and everything is there again after a restart', async ({ start }) => {
  let studio = new Studio(await start());

  await test.step('import', async () => {
    await expect(studio.page.getByText('No projects yet')).toBeVisible();
    await studio.beginImport('tiny');
    await studio.dialog.getByLabel('Project name').fill('Tiny scene');
    await studio.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(studio.dialog).toContainText('12 images of 48 × 36 pixels imported: 10 to train on, 2 held out.');
    await studio.dialog.getByRole('button', { name: 'Open project' }).click();
    await expect(studio.view).toBeVisible();
  });

  await test.step('look through a camera', async () => {
    await studio.page.keyboard.press('ArrowRight');
    await expect(studio.page.getByRole('img', { name: 'Photograph images/frame_001.jpg' })).toBeVisible();
    await studio.page.keyboard.press('Escape');
  });

  await test.step('train', async () => {
    await studio.startTraining({ steps: 50 });
    await studio.finishTraining(50);
  });

  await test.step('the curves and the preview have moved', async () => {
    await studio.training.getByRole('button', { name: 'Show as a table' }).click();
    const table = studio.training.getByRole('table', { name: 'Curves as a table' });
    await expect(table.getByRole('row', { name: /rgb/i })).toContainText('50');
    await studio.training.getByRole('button', { name: 'Show charts' }).click();
    await expect(studio.training.getByRole('region', { name: 'Preview' })).toContainText(/Step \d+ · [\d.]+ dB/);
  });

  await test.step('reopen', async () => {
    await studio.app.close();
    studio = new Studio(await start());
    await studio.page.getByRole('button', { name: 'Tiny scene', exact: true }).click();
    await expect(studio.run(1)).toContainText('finished all 50 steps');
    await expect(studio.training.getByRole('region', { name: 'Preview' })).toContainText(/Step \d+ · [\d.]+ dB/);
  });
});

test('a language field is trained with an encoder from the disk, and asked', async ({ start }) => {
  let studio = new Studio(await start());
  await studio.addEncoder();
  await studio.importCapture('tiny', 'Asked');

  await test.step('train, which extracts the features first', async () => {
    await studio.startTraining({ steps: 30, language: true });
    await studio.finishTraining(30);
    await expect(studio.run(1)).toContainText('Language field: colours, without DINO');
    await expect(studio.training.getByRole('group', { name: /^Losses/ })).toContainText('clip');
  });

  await test.step('ask', async () => {
    await studio.page.keyboard.press('ArrowRight');
    await studio.askCamera('red cup');
    await expect(studio.askBar).toContainText(/Scale [\d.]+, automatic/);
    await studio.askCamera('red xylophone');
    await expect(studio.askBar).toContainText('has never seen “xylophone”');
    await studio.askBar.getByRole('button', { name: 'Open encoders' }).click();
    await expect(studio.dialog).toContainText('CLIP ViT-B/16');
  });

  await test.step('everything is there again after a restart', async () => {
    await studio.app.close();
    studio = new Studio(await start());
    await studio.page.getByRole('button', { name: 'Asked', exact: true }).click();
    await studio.view.waitFor();
    await studio.page.keyboard.press('ArrowRight');
    await studio.askCamera('green book');
  });
});

test('the very first start opens the demo, and deleted it stays deleted', async ({ start }) => {
  let studio = new Studio(await start({ demo: true }));
  // The import of its photographs is as fast as the machine.
  await expect(studio.page.getByRole('heading', { name: 'Demo table' })).toBeVisible({ timeout: 120_000 });
  await expect(studio.view).toBeVisible();

  await studio.showAllProjects();
  await studio.page.getByRole('button', { name: 'More for Demo table' }).click();
  await studio.page.getByRole('menuitem', { name: 'Delete file…' }).click();
  await studio.dialog.getByRole('button', { name: 'Delete file' }).click();
  await expect(studio.page.getByText('No projects yet')).toBeVisible();

  await studio.app.close();
  studio = new Studio(await start({ demo: true }));
  await expect(studio.page.getByRole('button', { name: 'Open the demo' })).toBeEnabled();
  await expect(studio.page.getByText('No projects yet')).toBeVisible();
});

test('a run is paused, goes on, and is stopped', async ({ start }) => {
  const studio = new Studio(await start());
  await studio.importCapture('tiny', 'Steering');
  await studio.startTraining({ steps: 100_000 });

  await studio.run(1).getByRole('button', { name: 'Pause' }).click();
  await expect(studio.run(1)).toContainText('Paused');
  const pausedAt = await stepOf(studio);
  await studio
    .run(1)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expect.poll(() => stepOf(studio)).toBeGreaterThan(pausedAt);
  await studio.run(1).getByRole('button', { name: 'Stop' }).click();
  await expect(studio.run(1)).toContainText('Stopped');
});

/** Step that the figures of run 1 show. */
async function stepOf(studio: Studio): Promise<number> {
  const text = await studio
    .run(1)
    .getByText(/^[\d,]+ of [\d,]+$/)
    .textContent();
  return Number((text ?? '').split(' of ')[0]!.replaceAll(',', ''));
}
