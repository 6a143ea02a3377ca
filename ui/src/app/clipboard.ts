/** Texts on their way in and out by the clipboard. */

/** The text on the clipboard; `null` where the view gives it only to a paste by the keyboard. */
export async function clipboardText(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return pasted();
  }
}

/** WebKitGTK reads the clipboard for nothing but a paste. */
function pasted(): string | null {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.setAttribute('aria-hidden', 'true');
  field.className = 'visually-hidden';
  document.body.append(field);
  field.focus({ preventScroll: true });
  const done = document.execCommand('paste');
  const text = field.value;
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done && text !== '' ? text : null;
}

/** Puts a text on the clipboard; answers whether it is there. */
export async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copied(value);
  }
}

/** Where the view lets only a selection be copied; under an open dialog nothing can be selected. */
function copied(value: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.setAttribute('aria-hidden', 'true');
  area.className = 'visually-hidden';
  area.value = value;
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}
