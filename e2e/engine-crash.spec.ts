import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

test('the engine is killed in the middle of a training: the app says so and the run goes on', async ({ start }) => {
  const app = await start();
  const studio = new Studio(app);
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

  await expect(studio.page.getByRole('status').filter({ hasText: 'has been restarted' })).toBeVisible();
  expect(await app.enginePid()).not.toBe(killed);
  // The new engine finds in its journal what was training, and goes on by itself.
  await expect(studio.run(1).getByRole('button', { name: 'Pause' })).toBeVisible();
  await studio.run(1).getByRole('button', { name: 'Stop' }).click();
  await expect(studio.run(1)).toContainText('Stopped');
});
