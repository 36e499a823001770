import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createLoadedProject, RECORDED_SERIES } from '../../main/testing/loaded-project.ts';
import { below, type Figure, inUnit, plain, quantile } from './figures.ts';
import { openStudioPage, watchPage } from './studio-page.ts';
import { makeThumbnails } from './thumbnails.ts';

const ROWS = 1_000_000;
const VIEWS = 1000;
const ALLOWED_MS = 1000;

/** A project of a million metric rows and a thousand annotated views as a user opens it and looks through it. */
export async function measureGallery(folder: string): Promise<Figure[]> {
  const path = join(folder, 'loaded.lerf');
  const steps = Math.ceil(ROWS / RECORDED_SERIES.length);
  await createLoadedProject(path, { steps, views: VIEWS, thumbnails: await makeThumbnails() });
  await using studio = await openStudioPage(folder);
  const { page, engine } = studio;
  engine.library.add(path);
  const small = join(folder, 'small.lerf');
  await createLoadedProject(small, { name: 'Small', steps: 100, views: 0, thumbnails: [] });
  engine.library.add(small);

  // The first time the code of the 3D view is loaded and compiled, whatever is opened.
  await openFromList(page, 'Small');
  const smallMs = await openFromList(page, 'Small');
  const openedMs = await openFromList(page, 'Loaded');
  const shownMs = await timed(async () => {
    await page.getByRole('tab', { name: 'Views' }).click();
    await page.waitForFunction(() => {
      const seen = [...document.querySelectorAll<HTMLImageElement>('ul[aria-label="Saved views"] img')].slice(0, 4);
      return seen.length === 4 && seen.every((image) => image.complete && image.naturalWidth > 0);
    });
  });
  const tilesAtFirst = await page.locator('ul[aria-label="Saved views"] > li').count();
  const scrollStartedAt = performance.now();
  const scrolled = await watchPage(page, () => scrollToEnd(page));
  const scrolledMs = performance.now() - scrollStartedAt;
  const foundMs = await timed(async () => {
    await page.getByRole('textbox', { name: 'Search views' }).fill('View 777');
    // Not by its role: to compute those of a thousand tiles takes the test seconds.
    await page.waitForFunction(() => {
      const titles = document.querySelectorAll('ul[aria-label="Saved views"] button[title]');
      return titles.length === 1 && titles[0]!.textContent === 'View 777';
    });
  });
  const clearedMs = await timed(async () => {
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('ul[aria-label="Saved views"] > li').length > 1);
  });
  const { framesMs, longTasksMs } = scrolled;
  return [
    plain('a project with next to nothing in it, from the click to its curves', inUnit(smallMs, 'ms')),
    plain(`one of ${ROWS.toLocaleString('en')} metric rows and ${VIEWS} views`, inUnit(openedMs, 'ms')),
    below('what its load adds', openedMs - smallMs, ALLOWED_MS, 'ms'),
    below('from the tab to the first thumbnails', shownMs, ALLOWED_MS, 'ms'),
    plain(`tiles on the page then, of ${VIEWS}`, String(tilesAtFirst)),
    plain(
      `all of them scrolled through in ${inUnit(scrolledMs / 1000, 's')}`,
      `frames p50 ${inUnit(quantile(framesMs, 0.5), 'ms')}, p95 ${inUnit(quantile(framesMs, 0.95), 'ms')}; ${longTasksMs.length} tasks over 50 ms`,
    ),
    below('from typing a name to its view alone', foundMs, ALLOWED_MS, 'ms'),
    below('and back to all of them', clearedMs, ALLOWED_MS, 'ms'),
  ];
}

/** @returns how long it took from the click in the list of projects until the curves were there */
async function openFromList(page: Page, name: string): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/';
  });
  const tile = page.getByRole('button', { name, exact: true });
  await tile.waitFor();
  const openedMs = await timed(async () => {
    await tile.click();
    await page.getByRole('img', { name: /^Losses of run 1 to step/ }).waitFor();
  });
  await page.getByRole('application', { name: /^3D view/ }).waitFor();
  return openedMs;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** To the end of what is on the page of the list, at each frame, until the oldest view is there. */
async function scrollToEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const list = document.querySelector('ul[aria-label="Saved views"]')!;
    while (list.querySelector('button[title="View 1"]') === null) {
      list.lastElementChild!.scrollIntoView({ block: 'end' });
      await new Promise(requestAnimationFrame);
    }
  });
}
