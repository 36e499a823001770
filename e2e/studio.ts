import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app.ts';

/** Training is as fast as the machine: for waiting on it. */
const trainingTime = { timeout: 240_000 };

/** What a user does, in the words of the user interface. */
export class Studio {
  readonly app: App;
  readonly page: Page;

  constructor(app: App) {
    this.app = app;
    this.page = app.page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get training(): Locator {
    return this.page.getByRole('region', { name: 'Training' });
  }

  run(number: number): Locator {
    return this.page.getByRole('region', { name: `Run ${number}`, exact: true });
  }

  /** The project's cameras and points. */
  get view(): Locator {
    return this.page.getByRole('application', { name: /^3D view/ });
  }

  /** Shows the settings of an import of the folder `name` among the captures. */
  async beginImport(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New project' }).first().click();
    await this.app.chooseCapture(name);
  }

  /** Imports and opens the project. */
  async importCapture(name: string, projectName: string): Promise<void> {
    await this.beginImport(name);
    await this.dialog.getByLabel('Project name').fill(projectName);
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await this.dialog.getByRole('button', { name: 'Open project' }).click();
    await this.view.waitFor();
  }

  /** Opens a project file of the captures' folder. */
  async openProject(file: string): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'New project' }).first()).toBeVisible();
    await this.app.openProject(file);
    await this.view.waitFor();
  }

  /** Adds the encoder `colours` and makes it the default. */
  async addEncoder(): Promise<void> {
    // Keys are heard once the app is there.
    await expect(this.page.getByText('Engine running')).toBeVisible();
    await this.page.keyboard.press('l');
    await this.app.chooseEncoder('colours');
    await this.dialog.getByRole('button', { name: 'Make default: colours' }).click();
    await expect(this.dialog.getByRole('listitem').filter({ hasText: 'colours' })).toContainText('Default');
    await this.page.keyboard.press('Escape');
  }

  /** With a language field of the default encoder, which has no dense companion here; or radiance alone. */
  async startTraining({ steps, language = false }: { steps: number; language?: boolean }): Promise<void> {
    const form = this.page.getByRole('form', { name: 'New run' });
    // Until the encoders are known, so is not whether a language field is proposed.
    await expect(form.getByRole('button', { name: 'Start training' })).toBeEnabled();
    await form.getByRole('switch', { name: 'Language field' }).setChecked(language);
    if (language) await form.getByRole('switch', { name: 'DINO regularisation' }).setChecked(false);
    await form.getByRole('combobox', { name: 'Device' }).click();
    await this.page.getByRole('option', { name: /^CPU/ }).click();
    await form.getByLabel('Steps').fill(String(steps));
    await form.getByRole('button', { name: 'Start training' }).click();
  }

  async finishTraining(steps: number): Promise<void> {
    await expect(this.run(1)).toContainText(`finished all ${steps} steps`, trainingTime);
  }

  /** The bar that asks in the view through a camera. */
  get askBar(): Locator {
    return this.page.getByRole('region', { name: 'Ask', exact: true });
  }

  /** Asks in the view through the first camera, which has to be looked through. */
  async askCamera(query: string): Promise<void> {
    const field = this.askBar.getByLabel('What are you looking for?');
    await field.fill(query);
    await field.press('Enter');
    await expect(this.page.getByRole('img', { name: `Where “${query}” is in images/frame_001.jpg` })).toBeVisible(
      trainingTime,
    );
    await field.press('Escape');
  }

  /** The field of the Ask tab. */
  get askField(): Locator {
    return this.page.getByRole('textbox', { name: 'Ask the scene' });
  }

  /** Shows the Ask tab once there is an index to ask. */
  async showAsk(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Ask' }).click();
    await expect(this.askField).toBeVisible(trainingTime);
  }

  /** Asks the scene and keeps the question. */
  async ask(query: string): Promise<void> {
    await this.askField.fill(query);
    await this.askField.press('Enter');
    await expect(this.page.getByRole('region', { name: `Question “${query}”` })).toContainText('peak');
  }

  get questions(): Locator {
    return this.page.getByRole('list', { name: 'Questions' });
  }

  question(text: string): Locator {
    return this.questions.getByRole('button', { name: text, exact: true });
  }

  async showAllProjects(): Promise<void> {
    await this.page.getByRole('button', { name: 'Projects', exact: true }).click();
  }
}
