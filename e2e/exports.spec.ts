import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { writeAskedProject } from './asked-project.ts';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

test.beforeEach(({ folders }, { project }) => {
  test.skip(project.name === 'electron', 'the desktop asks for a file in a dialog of the system');
  return writeAskedProject(folders.captures);
});

test('what was found and the views that were saved leave the program', async ({ start }) => {
  const studio = new Studio(await start());
  await studio.openProject('Asked.lerf');
  const { page } = studio;
  await studio.showAsk();
  await studio.ask('mug');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+s');
  await studio.dialog.getByLabel('Name').fill('A mug & <i>more</i>');
  await studio.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(studio.dialog).toBeHidden();

  const written = async (button: Locator): Promise<Buffer> => {
    const download = page.waitForEvent('download');
    await button.click();
    return readFileSync(await (await download).path());
  };
  const exportScene = async (format: string): Promise<Buffer> => {
    await page.keyboard.press('ControlOrMeta+Shift+e');
    await studio.dialog.getByRole('radio', { name: format }).click();
    const bytes = await written(studio.dialog.getByRole('button', { name: 'Export', exact: true }));
    await page.keyboard.press('Escape');
    await expect(studio.dialog).toBeHidden();
    return bytes;
  };

  await test.step('the scene as points, splats and objects', async () => {
    const ply = (await exportScene('Points PLY')).toString('latin1');
    expect(ply).toMatch(/^ply\nformat binary_little_endian 1\.0\n/);
    expect(ply).toContain('mug');
    // SPZ is gzip.
    expect((await exportScene('Splats SPZ')).subarray(0, 2)).toEqual(Buffer.of(0x1f, 0x8b));
    const { questions } = JSON.parse((await exportScene('Objects and boxes JSON')).toString('utf8'));
    expect(JSON.stringify(questions)).toContain('mug');
  });

  const exportView = async (format: string): Promise<Buffer> => {
    await page.keyboard.press('Shift+V');
    await page.getByRole('button', { name: 'More for “A mug & <i>more</i>”' }).click();
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    await studio.dialog.getByText(format, { exact: true }).click();
    for (const [side, pixels] of [
      ['Width', '96'],
      ['Height', '64'],
    ] as const) {
      const field = studio.dialog.getByLabel(side);
      if (await field.isVisible()) await field.fill(pixels);
    }
    const bytes = await written(studio.dialog.getByRole('button', { name: 'Export', exact: true }));
    await expect(studio.dialog).toBeHidden();
    return bytes;
  };

  await test.step('a view as an image, a report and data', async () => {
    expect((await exportView('Image')).subarray(1, 4).toString()).toBe('PNG');
    const report = (await exportView('Report')).toString('utf8');
    expect(report).toContain('A mug &amp; &lt;i&gt;more&lt;/i&gt;');
    expect(report).not.toContain('<script');
    expect((await exportView('Data')).toString('utf8')).toContain('A mug & <i>more</i>');
  });
});
