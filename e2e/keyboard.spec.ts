import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

test('from capture to training with the keyboard alone', async ({ start }, { project }) => {
  test.skip(project.name === 'electron', 'the folder dialog there is the system’s own');
  const studio = new Studio(await start());
  const { keyboard } = studio.page;
  const focused = studio.page.locator(':focus');

  await expect(studio.page.getByRole('button', { name: 'New project' }).first()).toBeVisible();
  await keyboard.press('n');
  await expect(focused).toHaveAccessibleName(/^captures/);
  await keyboard.press('Enter');
  const tiny = studio.page.getByRole('button', { name: /^tiny/ });
  await expect(tiny).toBeVisible();
  await tabTo(tiny);
  await keyboard.press('Enter');
  await expect(focused).toHaveAccessibleName('Project name');
  await keyboard.press('Enter');
  await expect(focused).toHaveAccessibleName('Open project');
  await keyboard.press('Enter');

  await keyboard.press('t');
  const steps = studio.page.getByRole('form', { name: 'New run' }).getByLabel('Steps');
  await tabTo(steps);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('20');
  await keyboard.press('Enter');
  await studio.finishTraining(20);

  async function tabTo(target: Locator) {
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error('60 presses of Tab did not reach the field.');
  }
});
