import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { Studio } from './studio.ts';

const captures = {
  truncated: '{ "frames": [ { "file_path": "ima',
  'missing-images': JSON.stringify({
    fl_x: 40,
    w: 48,
    h: 36,
    frames: [
      {
        file_path: 'nowhere.jpg',
        transform_matrix: [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [0, 0, 0, 1],
        ],
      },
    ],
  }),
};

for (const [name, transforms] of Object.entries(captures)) {
  test(`a bad capture (${name}) is refused in one sentence and leaves nothing behind`, async ({ start, folders }) => {
    mkdirSync(join(folders.captures, name));
    writeFileSync(join(folders.captures, name, 'transforms.json'), transforms);
    const studio = new Studio(await start());
    await studio.beginImport(name);
    await studio.dialog.getByRole('button', { name: 'Import', exact: true }).click();

    const alert = studio.dialog.getByRole('alert');
    await expect(alert).toContainText(join(folders.captures, name));
    await expect(alert).not.toContainText(/error:|at .*\.[jt]s/i);
    expect(await readdir(folders.projects)).toEqual([]);
  });
}
