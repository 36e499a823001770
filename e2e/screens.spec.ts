import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { writeAskedProject } from './asked-project.ts';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];

/** Screens in the order of a first visit; each goes on from the one before. */
const screens: readonly [name: string, show: (studio: Studio) => Promise<void>][] = [
  ['browser-empty', async ({ page }) => expect(page.getByText('No projects yet')).toBeVisible()],
  [
    'encoders',
    async (studio) => {
      await studio.addEncoder();
      await studio.page.keyboard.press('l');
      await expect(studio.dialog).toContainText('DINO');
    },
  ],
  [
    'import-choose',
    async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'New project' }).first().click();
    },
  ],
  ['import-settings', ({ app }) => app.chooseCapture('tiny')],
  [
    'import-summary',
    async ({ dialog }) => {
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(dialog.getByRole('button', { name: 'Open project' })).toBeVisible();
    },
  ],
  [
    'project',
    async ({ page, dialog }) => {
      await dialog.getByRole('button', { name: 'Open project' }).click();
      await expect(page.getByRole('form', { name: 'New run' })).toBeVisible();
    },
  ],
  [
    'trained',
    async (studio) => {
      await studio.startTraining({ steps: 30, language: true });
      await studio.finishTraining(30);
    },
  ],
  ['curves-table', ({ training }) => training.getByRole('button', { name: 'Show as a table' }).click()],
  [
    'features',
    async ({ page }) => {
      await page.keyboard.press('c');
      await expect(page.getByRole('region', { name: 'Features' })).toContainText('used by run 1');
    },
  ],
  ['camera', ({ page }) => page.keyboard.press('ArrowRight')],
  ['asked', (studio) => studio.askCamera('xylophone')],
  ['palette', ({ page }) => page.keyboard.press('ControlOrMeta+k')],
  [
    'shortcuts',
    async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
    },
  ],
  [
    'browser',
    async (studio) => {
      await studio.page.keyboard.press('Escape');
      await studio.showAllProjects();
    },
  ],
  [
    'questions',
    async (studio) => {
      await studio.openProject('Asked.lerf');
      await studio.showAsk();
      await studio.ask('xylophone');
      await studio.ask('the mug left of the book');
    },
  ],
];

test('every screen is accessible, dark and light, and keeps its pictures', async ({ start, folders }, { project }) => {
  test.setTimeout(600_000);
  await writeAskedProject(folders.captures);
  const studio = new Studio(await start());
  const { page } = studio;
  for (const [name, show] of screens) {
    await test.step(name, async () => {
      await show(studio);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
        await settle(page);
        expect.soft(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
        for (const size of sizes) {
          await page.setViewportSize(size);
          const path = `e2e/artifacts/${project.name}/${name}-${colorScheme}-${size.width}.png`;
          await page.screenshot({ path, animations: 'disabled' });
        }
        await page.setViewportSize(sizes[0]!);
      }
    });
  }
});

/** Closes the tooltip of what was clicked and ends the transitions between two colours. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
    }
  });
}

/** What axe finds: rule, weight and the elements, one line each. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
