/** Commands of menus and keys, answered by whichever part of the window is open: the last one to offer wins. */
import { onDestroy } from 'svelte';

import type { MenuCommand } from '../backend';
import { compositionActive, inText } from './keys';

/** What menus and keys ask for; the last ones by keys and buttons only. */
export type Command = MenuCommand | 'contacts' | 'invites' | 'invite';

type Offer = Partial<Record<Command, () => void>>;

const offers: Offer[] = [];

/** Offers commands while the component lives. */
export function offer(commands: Offer): void {
  offers.push(commands);
  onDestroy(() => {
    offers.splice(offers.indexOf(commands), 1);
  });
}

/** In a text field these are the text's own, however they were asked for. */
const ofText: Partial<Record<Command, string>> = {
  undo: 'undo',
  redo: 'redo',
  'select-all': 'selectAll',
  delete: 'forwardDelete',
};

/** Locking is never too late; everything else waits for the dialog's answer. */
const overDialogs: Command = 'lock-now';

/** Runs a command; answers whether anybody took it. */
export function run(command: Command): boolean {
  if (compositionActive()) return false;
  const text = ofText[command];
  if (text !== undefined && inText(document.activeElement)) return document.execCommand(text);
  if (command !== overDialogs && document.querySelector('dialog[open]')) return false;
  const taker = offers.findLast((each) => each[command] !== undefined);
  taker?.[command]?.();
  return taker !== undefined;
}
