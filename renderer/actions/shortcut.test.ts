import { describe, expect, test } from 'vitest';
import { type FocusedElement, type KeyStroke, matchesShortcut, shortcutKeys, swallowsShortcut } from './shortcut.ts';

const stroke = (key: string, held: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('matchesShortcut', () => {
  test('Mod is Control here and Command on a Mac, and never both', () => {
    expect(matchesShortcut('Mod+K', stroke('k', { ctrlKey: true }), false)).toBe(true);
    expect(matchesShortcut('Mod+K', stroke('k', { metaKey: true }), false)).toBe(false);
    expect(matchesShortcut('Mod+K', stroke('k', { metaKey: true }), true)).toBe(true);
    expect(matchesShortcut('Mod+K', stroke('k', { metaKey: true, ctrlKey: true }), true)).toBe(false);
    expect(matchesShortcut('Mod+K', stroke('k'), false)).toBe(false);
  });

  test('a plain letter is not its shifted or controlled self, but Caps Lock does not matter', () => {
    expect(matchesShortcut('F', stroke('f'), false)).toBe(true);
    expect(matchesShortcut('F', stroke('F'), false)).toBe(true);
    expect(matchesShortcut('F', stroke('F', { shiftKey: true }), false)).toBe(false);
    expect(matchesShortcut('F', stroke('f', { ctrlKey: true }), false)).toBe(false);
    expect(matchesShortcut('Shift+G', stroke('G', { shiftKey: true }), false)).toBe(true);
  });

  test('punctuation is found wherever the layout puts it', () => {
    expect(matchesShortcut('?', stroke('?', { shiftKey: true }), false)).toBe(true);
    expect(matchesShortcut('?', stroke('?'), false)).toBe(true);
  });

  test('named keys', () => {
    expect(matchesShortcut('ArrowLeft', stroke('ArrowLeft'), false)).toBe(true);
    expect(matchesShortcut('ArrowLeft', stroke('ArrowLeft', { altKey: true }), false)).toBe(false);
  });
});

test('shortcuts are shown in the words of the system', () => {
  expect(shortcutKeys('Mod+Shift+K', false)).toEqual(['Ctrl', 'Shift', 'K']);
  expect(shortcutKeys('Mod+Shift+K', true)).toEqual(['⌘', '⇧', 'K']);
  expect(shortcutKeys('ArrowRight', false)).toEqual(['→']);
});

describe('swallowsShortcut', () => {
  const nothing: FocusedElement = { takesText: false, takesArrows: false, isInOverlay: false };
  const textField = { ...nothing, takesText: true, takesArrows: true };
  const slider = { ...nothing, takesArrows: true };
  const inDialog = { ...nothing, isInOverlay: true };

  test.each<[string, FocusedElement, string, boolean]>([
    ['a text field keeps letters', textField, 'F', true],
    ['a text field keeps arrows', textField, 'ArrowLeft', true],
    ['a text field lets Mod combinations through', textField, 'Mod+K', false],
    ['a text field takes its own typing back', textField, 'Mod+Z', true],
    ['what is no text field does not', slider, 'Mod+Z', false],
    ['a slider keeps arrows', slider, 'ArrowLeft', true],
    ['a slider keeps shifted arrows', slider, 'Shift+ArrowLeft', true],
    ['a slider lets letters through', slider, 'F', false],
    ['a dialog keeps everything', inDialog, 'Mod+K', true],
    ['a button keeps nothing', nothing, 'ArrowLeft', false],
  ])('%s', (_, focused, shortcut, expected) => expect(swallowsShortcut(focused, shortcut)).toBe(expected));
});
