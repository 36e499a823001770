/** A project from somebody else, in which every text is an attack: what the page shows of it is text. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AnnotatedViewContent } from '../main/api/contract.ts';
import { ProjectFile } from '../main/store/project-file.ts';
import { writeAskedProject } from './asked-project.ts';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

/** Runs if any of it becomes markup or an address; the tail turns the direction of text around. */
const HOSTILE = '<img src=x onerror=pwned=1><script>pwned=1</script>"\'><svg onload=pwned=1>';
const REVERSED = '\u202egnp.exe \u2066javascript:pwned=1';
const LONG = `${'<b>'.repeat(20)}${'W'.repeat(130)}`;

test.beforeEach(async ({ folders }) => {
  await writeAskedProject(folders.captures);
  const project = ProjectFile.open(join(folders.captures, 'Asked.lerf'));
  try {
    plant(project);
  } finally {
    project.close();
  }
});

function plant(project: ProjectFile): void {
  project.rename(HOSTILE);
  const { skipped, warnings, ...capture } = project.captures.get();
  project.captures.save({
    ...capture,
    source: `/captures/${HOSTILE}`,
    skipped: [...skipped, { file: `${HOSTILE}.jpg`, reason: LONG }],
    warnings: [...warnings, HOSTILE, REVERSED],
  });
  project.phraseSets.add({ name: HOSTILE, phrases: [HOSTILE, LONG].map((text) => ({ text, enabled: true })) });
  for (const text of [HOSTILE, REVERSED, LONG]) project.queries.add(text);
  for (const name of [HOSTILE, REVERSED, LONG]) plantView(project, name);
}

function plantView(project: ProjectFile, text: string): void {
  const camera = { worldFromCamera: project.captures.frames()[0]!.worldFromCamera, verticalFovDegrees: 50 };
  const content: AnnotatedViewContent = {
    version: 1,
    runId: '1',
    camera: { ...camera, target: [0, 0, 0] },
    questions: [{ text, reading: null, like: null, scale: null, threshold: null, colour: '#ff922b', isVisible: true }],
    activeQuestion: 0,
    canonical: { name: text, phrases: [{ text, enabled: true }] },
    display: { colourMap: 'turbo', range: 'centred', opacity: 0.8 },
    marks: [{ kind: 'note', id: 'note', at: [0.5, 0.5], text }],
    note: `${text}\n${text}`,
  };
  // Not even an image: a page, as the browser would have it if it guessed.
  project.annotatedViews.add({ name: text, content, thumbnail: Buffer.from(`<html>${text}</html>`) });
}

test('whatever a project is called and holds, its texts are shown and never run', async ({ start }) => {
  const studio = new Studio(await start());
  const { page } = studio;
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text());
  });

  await studio.openProject('Asked.lerf');
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(page.getByText(HOSTILE).first()).toBeVisible();
  await expectText(page);

  await test.step('asked, kept and remembered', async () => {
    await studio.showAsk();
    for (const text of [HOSTILE, REVERSED, LONG]) {
      await studio.askField.fill(text);
      await studio.askField.press('Enter');
      await expect(studio.questions.getByRole('button', { name: text, exact: true })).toBeVisible();
      await expectText(page);
    }
  });

  await test.step('in every tab', async () => {
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await expectText(page);
    }
  });

  await test.step('in a view that was saved with it', async () => {
    await page.getByRole('tab', { name: 'Views' }).click();
    const views = page.getByRole('list', { name: 'Saved views' });
    // The view has a mark of that name, which the scene then shows too.
    const view = views.getByRole('button', { name: HOSTILE, exact: true });
    await view.click();
    await expect(view).toHaveAttribute('aria-pressed', 'true');
    await expectText(page);
  });

  await test.step('among the projects, and before one is deleted', async () => {
    await studio.showAllProjects();
    await expect(page.getByText(HOSTILE).first()).toBeVisible();
    await expectText(page);
  });

  expect(dialogs).toEqual([]);
  // The policy had nothing to stop: nothing tried to run.
  expect(refused).toEqual([]);
});

/** Nothing planted has become an element or an address, has run, or pushes the page out of the window. */
async function expectText(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    ran: 'pwned' in window,
    elements: document.querySelectorAll(
      '[onerror], [onload], body script:not([src]), iframe, [href^="javascript:" i], [src="x"], b > b',
    ).length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
  }));
  expect(found).toMatchObject({ ran: false, elements: 0 });
  expect(found.overflow).toBeLessThanOrEqual(0);
}

test('what the API answers is no page, even opened as one', async ({ start }) => {
  const { page } = await start();
  await expect(page.getByRole('button', { name: 'New project' }).first()).toBeVisible();
  test.skip(page.url().startsWith('lerf:'), 'the desktop has no address bar');
  const origin = new URL(page.url()).origin;
  const answer = await page.goto(`${origin}/api/library`);
  expect(answer!.status()).toBe(200);
  expect(await page.evaluate(() => self.origin)).toBe('null');
});
