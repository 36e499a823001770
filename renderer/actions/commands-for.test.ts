import { IconBox } from '@tabler/icons-react';
import { expect, test } from 'vitest';
import type { Action } from './action.ts';
import { commandsFor } from './commands-for.ts';

const action = (label: string, more: Partial<Action> = {}): Action => ({
  id: label,
  label,
  group: 'View',
  icon: IconBox,
  perform: () => undefined,
  ...more,
});

const table = [action('Fit everything'), action('Grid and axes'), action('Render', { enabled: () => false })];
const found = (text: string) => commandsFor(table, text).map(({ label }) => label);

test('commands are found by any words of their label and group, in any order and case', () => {
  expect(found('')).toEqual(['Fit everything', 'Grid and axes']);
  expect(found('VIEW axes')).toEqual(['Grid and axes']);
  expect(found('fit grid')).toEqual([]);
});

test('what cannot be done now is not offered', () => expect(found('render')).toEqual([]));
