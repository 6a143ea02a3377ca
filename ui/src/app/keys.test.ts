import { afterEach, expect, test, vi } from 'vitest';

import { chord, composing, hint, keys, useMacKeys } from './keys';

interface Press {
  key: string;
  isComposing?: boolean;
  keyCode?: number;
  ctrlKey?: boolean;
  metaKey?: boolean;
  shiftKey?: boolean;
  altKey?: boolean;
}

function press(given: Press): KeyboardEvent {
  const event = {
    isComposing: false,
    keyCode: 0,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    defaultPrevented: false,
    preventDefault: vi.fn(),
    stopPropagation: vi.fn(),
    ...given,
  };
  return event as unknown as KeyboardEvent;
}

afterEach(() => useMacKeys(false));

test('a key of the input method runs nothing, by isComposing and by code 229', () => {
  const ran = vi.fn();
  const listen = keys({ Enter: ran, Escape: ran, Delete: ran, 'Mod+z': ran });
  for (const key of ['Enter', 'Escape', 'Delete'])
    for (const sign of [{ isComposing: true }, { keyCode: 229 }]) {
      const event = press({ key, ...sign });
      listen(event);
      expect(event.preventDefault).not.toHaveBeenCalled();
    }
  listen(press({ key: 'z', ctrlKey: true, isComposing: true }));
  expect(ran).not.toHaveBeenCalled();
  expect(composing(press({ key: 'a' }))).toBe(false);
});

test('a handled key goes no further, a refused one does', () => {
  const handled = press({ key: 'Enter' });
  keys({ Enter: () => undefined })(handled);
  expect(handled.preventDefault).toHaveBeenCalled();
  const refused = press({ key: 'Enter' });
  keys({ Enter: () => false })(refused);
  expect(refused.preventDefault).not.toHaveBeenCalled();
});

test('the command key is Ctrl, and ⌘ on macOS', () => {
  expect(chord(press({ key: 'Z', ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+z');
  expect(hint('Mod+n')).toBe('Ctrl+N');
  useMacKeys(true);
  expect(chord(press({ key: 'z', metaKey: true }))).toBe('Mod+z');
  expect(chord(press({ key: 'z', ctrlKey: true }))).toBe('z');
  expect(hint('Mod+Shift+z')).toBe('⌘⇧Z');
});
