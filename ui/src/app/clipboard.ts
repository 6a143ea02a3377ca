/** Texts on their way out by the clipboard. */

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
