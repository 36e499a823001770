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
