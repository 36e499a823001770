/**
 * Keyboard shortcuts as text: modifiers and one key joined by "+", for example "Mod+K", "Shift+G",
 * "ArrowLeft", "?". "Mod" is Command on a Mac and Control elsewhere.
 */

export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface Parsed {
  readonly key: string;
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

function parse(shortcut: string): Parsed {
  const parts = shortcut.split('+');
  return {
    key: parts.at(-1)!,
    mod: parts.includes('Mod'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  };
}

const isLetter = (key: string) => /^[a-z]$/i.test(key);
const isNamed = (key: string) => key.length > 1;

export function matchesShortcut(shortcut: string, stroke: KeyStroke, isMac: boolean): boolean {
  const wanted = parse(shortcut);
  const mod = isMac ? stroke.metaKey : stroke.ctrlKey;
  const otherMod = isMac ? stroke.ctrlKey : stroke.metaKey;
  if (stroke.key.toLowerCase() !== wanted.key.toLowerCase()) return false;
  if (mod !== wanted.mod || otherMod || stroke.altKey !== wanted.alt) return false;
  // Where "?" lies depends on the keyboard layout, so shift counts for letters and named keys only.
  return !(isLetter(wanted.key) || isNamed(wanted.key)) || stroke.shiftKey === wanted.shift;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** The keys to show, in the order they are pressed: "Mod+K" → ["Ctrl", "K"], or ["⌘", "K"] on a Mac. */
export function shortcutKeys(shortcut: string, isMac: boolean): string[] {
  return shortcut.split('+').map((part) => {
    if (part === 'Mod') return isMac ? '⌘' : 'Ctrl';
    if (part === 'Alt' && isMac) return '⌥';
    if (part === 'Shift' && isMac) return '⇧';
    return NAMES[part] ?? part;
  });
}

/** What about the focused element decides whether it needs a key stroke itself. */
export interface FocusedElement {
  readonly takesText: boolean;
  /** Sliders, tabs, radio buttons and their like. */
  readonly takesArrows: boolean;
  /** In a dialog or an open menu. */
  readonly isInOverlay: boolean;
}

/** Combinations that a text field takes back and repeats typing with. */
const TEXT_EDITING: readonly string[] = ['Mod+Z', 'Mod+Shift+Z'];

/**
 * Whether the focused element keeps a shortcut from acting: text fields take everything but
 * combinations with Mod that do nothing to text, dialogs and menus take everything, sliders and their
 * like take arrows.
 */
export function swallowsShortcut(focused: FocusedElement, shortcut: string): boolean {
  if (focused.isInOverlay) return true;
  if (focused.takesText) return !shortcut.includes('Mod+') || TEXT_EDITING.includes(shortcut);
  return focused.takesArrows && shortcut.includes('Arrow');
}
