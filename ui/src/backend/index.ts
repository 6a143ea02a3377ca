/** The only door to the shell: commands, events and addresses of photos. Nothing else imports `@tauri-apps/*`. */
import { Channel, convertFileSrc } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { commands } from './bindings';
import type { Changed, Picked, Progress } from './bindings';
import { Failed } from './failure';

export type * from './bindings';
export { Failed } from './failure';

/** What a command answers, whether the generated wrapper throws or tags its result. */
type Answer<T> = T extends { status: 'ok'; data: infer Data }
  ? Data
  : T extends { status: 'error' }
    ? never
    : T;
type Backend = {
  [Name in keyof typeof commands]: (
    ...args: Parameters<(typeof commands)[Name]>
  ) => Promise<Answer<Awaited<ReturnType<(typeof commands)[Name]>>>>;
};

function tagged(
  answer: unknown,
): answer is { status: 'ok'; data: unknown } | { status: 'error'; error: unknown } {
  return typeof answer === 'object' && answer !== null && 'status' in answer;
}

function door(command: (...args: never[]) => Promise<unknown>): (...args: never[]) => Promise<unknown> {
  return async (...args) => {
    let answer: unknown;
    try {
      answer = await command(...args);
    } catch (thrown) {
      throw Failed.from(thrown);
    }
    if (!tagged(answer)) return answer;
    if (answer.status === 'error') throw Failed.from(answer.error);
    return answer.data;
  };
}

/** Every command by its camel-case name; a failure is thrown as {@link Failed}. */
export const backend = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    door(command as (...args: never[]) => Promise<unknown>),
  ]),
) as Backend;

/** Commands of the menus; the shell sends the same words for native menu items. */
export type MenuCommand =
  | 'new-contact'
  | 'new-group'
  | 'import'
  | 'export'
  | 'undo'
  | 'redo'
  | 'find'
  | 'trash'
  | 'settings'
  | 'select-all'
  | 'delete'
  | 'zoom-in'
  | 'zoom-out'
  | 'language-ja'
  | 'language-en'
  | 'changes';

interface Events {
  changed: Changed;
  menu: MenuCommand;
  files_dropped: Picked;
  drag: 'over' | 'leave';
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
