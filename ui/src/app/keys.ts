/** Keys, with the one rule that holds everywhere: nothing happens while the input method composes. */

let onMac = false;
let composition = false;

/** Tells which key is the command key. */
export function useMacKeys(mac: boolean): void {
  onMac = mac;
}

export function macKeys(): boolean {
  return onMac;
}

/** Whether this key press belongs to the input method (Safari sends 229 after `compositionend`). */
export function composing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether an input method composes anywhere in the window; for events that aren't key presses (menus, dialogs). */
export function compositionActive(): boolean {
  return composition;
}

/** Follows compositions in the whole window. */
export function watchComposition(target: EventTarget): void {
  target.addEventListener('compositionstart', () => (composition = true), true);
  target.addEventListener('compositionend', () => (composition = false), true);
  target.addEventListener('focusout', () => (composition = false), true);
}

/** `Mod` is ⌘ on macOS and Ctrl elsewhere: `Mod+Shift+z`, `ArrowDown`, `F6`. Modifiers in the order Mod, Alt, Shift. */
export function chord(event: KeyboardEvent): string {
  const mod = onMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && 'Shift', key].filter(Boolean).join('+');
}

type Handler = (event: KeyboardEvent) => boolean | void;

/** A `keydown` listener from chords; a handled key goes no further, unless its handler answers `false`. */
export function keys(handlers: Record<string, Handler | undefined>): (event: KeyboardEvent) => void {
  return (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const handler = handlers[chord(event)];
    if (!handler || handler(event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Whether text is being typed there: undo, select-all and Delete are the text's own. */
export function inText(target: EventTarget | null): boolean {
  if (typeof HTMLElement === 'undefined' || !(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type)
  );
}

/** How a chord is written for people: Ctrl+N · ⌘N. */
export function hint(keys: string): string {
  const parts = keys.split('+').map((part) => (part.length === 1 ? part.toUpperCase() : part));
  if (!onMac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
  return parts.map((part) => ({ Mod: '⌘', Shift: '⇧', Alt: '⌥' })[part] ?? part).join('');
}
