/** The lock of the window's book: its dialogs, closing the book, and counting how long nobody was there. */
import { tick } from 'svelte';

import { app } from '../../app/app.svelte';
import { settings } from '../../app/settings.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend, Failed, finishing, progressTo } from '../../backend';
import { m } from '../../i18n/index.svelte';
import { Changing, Removing } from './changing.svelte';
import { AFTER, Idle } from './idle';
import { SetUp } from './setup.svelte';
import { Unlocking } from './unlocking.svelte';
import { lockFailure } from './words';

/** What was being typed is saved before the book closes, if that doesn't take longer. */
const SAVING_MS = 2000;

class Lock {
  setUp = $state.raw<SetUp | null>(null);
  changing = $state.raw<Changing | null>(null);
  removing = $state.raw<Removing | null>(null);
  /** Shown among the settings once they stand open. */
  wanted = $state(false);
  #falling = false;

  get open(): boolean {
    return (this.setUp ?? this.changing ?? this.removing) !== null;
  }

  begin(): void {
    if (this.open) return;
    this.setUp = new SetUp({
      makeLock: () => backend.makeLock(),
      saveRecoveryKey: (text) => backend.saveRecoveryKey(text),
      setLock: (passphrase, told) => orRetell(backend.setLock(passphrase, progressTo(told))),
    });
  }

  /** With the recovery key that just opened the book, nothing is asked but the new passphrase. */
  change(present = ''): void {
    if (this.open) return;
    this.changing = new Changing((old, passphrase) => backend.changePassphrase(old, passphrase), present);
  }

  remove(): void {
    if (this.open) return;
    this.removing = new Removing((present, told) => orRetell(backend.removeLock(present, progressTo(told))));
  }

  close(): void {
    this.setUp?.forget();
    this.changing?.forget();
    this.removing?.forget();
    this.setUp = this.changing = this.removing = null;
  }

  unlocking(wait: number): Unlocking {
    return new Unlocking(
      {
        unlock: (secret) => backend.unlock(secret),
        wait: async () => {
          const { book } = await backend.appState();
          return book.state === 'locked' ? book.wait_ms : 0;
        },
        now: () => performance.now(),
      },
      wait,
    );
  }

  /** Keeps what stands in a field, closes the book and forgets its key. Answers why it stays open; `null` when it is locked. */
  async fall(): Promise<Failed | null> {
    if (this.#falling) return new Failed('busy');
    this.#falling = true;
    try {
      await finishing(leaveField, SAVING_MS);
      const state = await backend.lockNow();
      toasts.close();
      this.close();
      await app.take(state);
      return null;
    } catch (thrown) {
      return Failed.from(thrown);
    } finally {
      this.#falling = false;
    }
  }

  /** Asked for by somebody, who is told where it can't be. */
  async now(): Promise<void> {
    const { book } = app;
    if (book?.state !== 'open' || this.setUp) return;
    if (book.sample) return toasts.show({ text: m.lock_sample() });
    if (!book.guarded)
      return toasts.show({
        text: m.lock_none(),
        action: { label: m.lock_none_do(), run: () => this.#show() },
      });
    const failed = await this.fall();
    if (failed)
      toasts.show({ text: failed.code === 'busy' ? m.lock_busy() : lockFailure(failed), tone: 'problem' });
  }

  #show(): void {
    this.wanted = true;
    app.go('settings');
  }
}

/** The book was closed for it; where it failed, the shell says how it stands now. */
async function orRetell<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    await app.attempt(backend.appState().then((state) => app.retell(state)));
    throw thrown;
  }
}

async function leaveField(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await tick();
}

export const lock = new Lock();

export const idle = new Idle({
  clocks: () => ({ wall: Date.now(), steady: performance.now() }),
  limit: () => {
    const { book } = app;
    if (book?.state !== 'open' || book.sample || !book.guarded) return null;
    return AFTER[settings.now.lock_after];
  },
  lock: async () => (await lock.fall()) === null,
});
