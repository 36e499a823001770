import type { Locator } from '@playwright/test';
import { writeAskedProject } from './asked-project.ts';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

test.beforeEach(({ folders }) => writeAskedProject(folders.captures));

test('the scene is asked, clicked and weighed, and a view of it is found again as it was', async ({ start }) => {
  let studio = new Studio(await start());
  await studio.openProject('Asked.lerf');
  const { page } = studio;
  const answer = page.getByRole('region', { name: /^Question “/ });

  await test.step('typing colours the scene, and another phrase colours it otherwise', async () => {
    await studio.showAsk();
    const plain = await still(studio.view);
    await studio.askField.fill('mug');
    await expect(answer).toContainText(/peak [\d.]+ · \d+ ms/);
    const mug = await changed(studio.view, plain);
    await studio.askField.fill('book');
    await expect(answer).toContainText('“book”');
    await changed(studio.view, mug);
  });

  await test.step('questions are kept, hidden, edited and removed', async () => {
    await studio.askField.press('Enter');
    await studio.ask('mug');
    await expect(studio.questions.getByRole('listitem')).toHaveCount(2);
    await studio.question('book').click();
    await expect(answer).toContainText('“book”');
    await studio.question('book').press('F2');
    await page.getByRole('textbox', { name: 'Question “book”' }).fill('plant');
    await page.keyboard.press('Enter');
    await expect(answer).toContainText('“plant”');
    await page.getByRole('button', { name: 'Remove “plant”' }).click();
    await expect(studio.questions.getByRole('listitem')).toHaveCount(1);
    await expect(answer).toContainText('“mug”');
  });

  await test.step('its words are known or said to be unknown', async () => {
    await studio.askField.fill('xylophone');
    await expect(answer).toContainText('has never seen “xylophone”');
    await studio.askField.fill('');
  });

  await test.step('a size is explored, and chosen automatically again', async () => {
    const automatic = page.getByRole('switch', { name: 'Automatic', exact: true });
    const size = page.getByRole('slider', { name: 'Size of what is looked for' });
    const before = await size.getAttribute('aria-valuetext');
    await size.press((await size.getAttribute('aria-valuenow')) === '0' ? 'ArrowRight' : 'ArrowLeft');
    await expect(automatic).not.toBeChecked();
    await expect(size).not.toHaveAttribute('aria-valuetext', before!);
    await automatic.check();
    await expect(size).toHaveAttribute('aria-valuetext', before!);
  });

  await test.step('a click says what is there', async () => {
    await answer
      .getByRole('button', { name: /^Fly to/ })
      .first()
      .click();
    await still(studio.view);
    await studio.view.click();
    const picked = page.getByRole('region', { name: 'Picked place' });
    await expect(picked).toContainText('mug');
    await expect(picked).toContainText(/onfidence/);
    // Its mark is no part of a view that is saved.
    await picked.getByRole('button', { name: 'Clear the picked place' }).click();
  });

  await test.step('an object is kept under a name of its own', async () => {
    await answer
      .getByRole('button', { name: /^Keep / })
      .first()
      .click();
    const kept = page.getByRole('list', { name: 'Kept objects' });
    await kept.getByRole('button', { name: 'Rename mug' }).click();
    await page.getByLabel('New name of mug').fill('The cup');
    await page.keyboard.press('Enter');
    await expect(kept).toContainText('The cup');
    await expect(kept).toContainText('found by “mug”');
  });

  await test.step('other canonical phrases weigh the answer otherwise', async () => {
    const before = await peak(answer);
    await page.getByRole('button', { name: /^Canonical phrases/ }).click();
    await page.getByLabel('Another canonical phrase').fill('mug');
    await page.keyboard.press('Enter');
    // A phrase weighs as much as itself.
    await expect.poll(() => peak(answer)).toBe('0.50');
    expect(before).not.toBe('0.50');
    // In the field, undoing is the field's own.
    await page.getByRole('button', { name: /^Canonical phrases/ }).focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => peak(answer)).toBe(before);
  });

  await test.step('a sentence about places is read, answered and corrected', async () => {
    await studio.ask('the mug left of the book');
    const reading = page.getByRole('region', { name: 'How the question was read' });
    await expect(reading.getByRole('combobox', { name: 'Relation' })).toHaveValue('left');
    await expect(answer).toContainText('left of “book”');
    await reading.getByRole('combobox', { name: 'Relation' }).selectOption('near');
    await expect(answer).toContainText('near “book”');
    await reading.getByRole('button', { name: 'not', exact: true }).click();
    await expect(answer).toContainText('not near “book”');
    await reading.getByRole('button', { name: 'Ask as plain phrase' }).click();
    await expect(reading.getByRole('combobox')).toHaveCount(0);
    await reading.getByRole('button', { name: 'Read it again' }).click();
    await expect(reading.getByRole('combobox', { name: 'Relation' })).toHaveValue('left');
  });

  const saved = await test.step('save the view', async () => {
    await page.getByText('Viridis', { exact: true }).click();
    await page.keyboard.press('ControlOrMeta+s');
    await studio.dialog.getByLabel('Name').fill('What is left of the book');
    await studio.dialog.getByRole('button', { name: 'Save' }).click();
    await expect(studio.dialog).toBeHidden();
    return { picture: await still(studio.view), answer: await wording(answer) };
  });

  await test.step('it is there again as it was after a restart', async () => {
    await studio.app.close();
    studio = new Studio(await start());
    const reopened = studio.page.getByRole('region', { name: /^Question “/ });
    await studio.page.getByRole('button', { name: 'Asked', exact: true }).click();
    await studio.view.waitFor();
    await studio.page.getByRole('tab', { name: 'Views' }).click();
    await studio.page.getByRole('button', { name: 'What is left of the book', exact: true }).click();
    await studio.page.getByRole('tab', { name: 'Ask' }).click();
    await expect.poll(() => wording(reopened)).toBe(saved.answer);
    await expect(studio.page.getByRole('radio', { name: 'Viridis' })).toBeChecked();
    await expect(studio.questions.getByRole('listitem')).toHaveCount(2);
    await expect(studio.page.getByRole('list', { name: 'Kept objects' })).toContainText('The cup');
    await expect.poll(async () => (await still(studio.view)).equals(saved.picture)).toBe(true);
  });
});

test('asking and keeping with the keyboard alone', async ({ start }) => {
  const studio = new Studio(await start());
  await studio.openProject('Asked.lerf');
  const { page } = studio;
  const { keyboard } = page;
  const answer = page.getByRole('region', { name: /^Question “/ });

  await keyboard.press('/');
  await expect(studio.askField).toBeFocused();
  await keyboard.type('mug');
  await expect(answer).toContainText(/“mug”.*peak/s);
  await keyboard.press('Enter');
  await keyboard.type('book');
  await keyboard.press('Enter');
  await expect(studio.questions.getByRole('listitem')).toHaveCount(2);
  await keyboard.press('Escape');
  await keyboard.press('[');
  await expect(answer).toContainText('“mug”');

  await keyboard.press('.');
  await expect(answer.getByRole('button', { pressed: true }).first()).toBeVisible();
  await keyboard.press('o');
  await keyboard.press('k');
  await expect(page.getByRole('list', { name: 'Kept objects' })).toContainText('mug');

  // What was asked before is offered again.
  await keyboard.press(']');
  await keyboard.press('Shift+Delete');
  await expect(studio.questions.getByRole('listitem')).toHaveCount(1);
  await keyboard.press('/');
  await keyboard.type('boo');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(answer).toContainText('“book”');

  await keyboard.press('ControlOrMeta+s');
  await expect(studio.dialog.getByLabel('Name')).toBeFocused();
  await keyboard.press('Enter');
  await expect(studio.dialog).toBeHidden();
  // The field takes letters until it is left.
  await keyboard.press('Escape');
  await expect(studio.askField).not.toBeFocused();
  await keyboard.press('Shift+V');
  await expect(page.getByRole('list', { name: 'Saved views' }).getByRole('listitem')).toHaveCount(1);
});

/** A picture of the view once nothing in it moves any more. */
async function still(view: Locator): Promise<Buffer> {
  let last = await view.screenshot();
  await expect
    .poll(async () => {
      const before = last;
      last = await view.screenshot();
      return last.equals(before);
    })
    .toBe(true);
  return last;
}

/** A picture of the view that is another one than before. */
async function changed(view: Locator, before: Buffer): Promise<Buffer> {
  await expect.poll(async () => (await still(view)).equals(before)).toBe(false);
  return still(view);
}

/** What an answer says, without how long it took. */
const wording = async (answer: Locator): Promise<string> => ((await answer.textContent()) ?? '').replace(/\d+ ms/, '');

const peak = async (answer: Locator): Promise<string | undefined> =>
  /peak ([\d.]+)/.exec((await answer.textContent()) ?? '')?.[1];
