/** F6 and Shift+F6 move between panes: elements marked `data-pane`, each remembering what had the focus in it. */
import { tick } from 'svelte';

const last = new WeakMap<Element, HTMLElement>();

export function rememberFocus(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return;
  const pane = event.target.closest('[data-pane]');
  if (pane && pane !== event.target) last.set(pane, event.target);
}

export function nextPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.offsetParent !== null,
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + by + panes.length) % panes.length] ?? panes[0];
  if (pane) focusPane(pane);
}

export function focusPane(pane: HTMLElement): void {
  const before = last.get(pane);
  if (before?.isConnected && pane.contains(before) && before.offsetParent !== null) return before.focus();
  const first =
    pane.querySelector<HTMLElement>('[data-pane-focus]') ??
    pane.querySelector<HTMLElement>('button, input, [tabindex="0"]') ??
    pane;
  first.focus();
}

/** What had the focus is gone (a row that left, a step that ended): the screen's title takes it. */
export async function regainFocus(): Promise<void> {
  await tick();
  if (document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
  document.querySelector<HTMLElement>('[data-pane=page] h1[tabindex]')?.focus({ preventScroll: true });
}
