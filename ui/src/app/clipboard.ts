/** Texts on their way in by the clipboard. */

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
