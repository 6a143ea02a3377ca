/** The only door to the shell: commands, events and addresses of photos. Nothing else imports `@tauri-apps/*`. */
import { Channel, convertFileSrc } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { commands, importTargets as targets, mostCards as most } from './bindings';
import type { BackupFailure, Changed, MenuItem, Picked, Progress } from './bindings';
import { Failed } from './failure';

export type * from './bindings';
export { Failed } from './failure';
/** The codes of all that a column can be taken for, in the order to offer them. */
export const importTargets: readonly string[] = targets;
/** So many cards are printed at once. */
export const mostCards: number = most;

type Commands = typeof commands;

const underway = new Set<Promise<unknown>>();

function door(command: (...args: never[]) => Promise<unknown>): (...args: never[]) => Promise<unknown> {
  return (...args) => {
    const answer = command(...args).catch((thrown: unknown) => {
      throw Failed.from(thrown);
    });
    const settled = answer.catch(() => undefined);
    underway.add(settled);
    void settled.then(() => underway.delete(settled));
    return answer;
  };
}

/** Does this and waits for the commands that it began, yet no longer than so many milliseconds. */
export async function finishing(act: () => Promise<unknown>, most: number): Promise<void> {
  const before = new Set(underway);
  await act();
  const begun = [...underway].filter((each) => !before.has(each));
  await Promise.race([Promise.all(begun), new Promise((passed) => setTimeout(passed, most))]);
}

/** Every command by its camel-case name; a failure is thrown as {@link Failed}. */
export const backend = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [name, door(command)]),
) as Commands;

/** Commands of the menus; the shell sends the same words for native menu items. */
export type MenuCommand = MenuItem;

interface Events {
  changed: Changed;
  menu: MenuCommand;
  files_dropped: Picked;
  drag: 'over' | 'leave';
  /** Links and invites' files that the app was opened with: so many wait to be taken. */
  link_opened: number;
  /** Where today's copy could not be made; nowhere, once it works again. */
  backup: BackupFailure[];
}

/** Calls `told` for every event of this name until the returned function is called. */
export function on<Name extends keyof Events>(name: Name, told: (payload: Events[Name]) => void): () => void {
  const stopped = listen<Events[Name]>(name, (event) => told(event.payload));
  return () => void stopped.then((stop) => stop());
}

/** A channel that the import or export tells its progress through. */
export function progressTo(told: (progress: Progress) => void): Channel<Progress> {
  const channel = new Channel<Progress>();
  channel.onmessage = told;
  return channel;
}

/** Where the view loads a photo; `size` in pixels asks for a square thumbnail. */
export function photoUrl(sha256: string, size?: 72 | 144): string {
  const address = convertFileSrc(sha256, 'photo');
  return size === undefined ? address : `${address}?size=${size}`;
}
