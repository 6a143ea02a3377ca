import { Failed } from '../../backend';
import type { Progress } from '../../backend';

/** Told how far long work is. */
export type Told = (now: Progress) => void;

/** One piece of long work at a time: how far it is, its cancel, and why it failed. */
export class Task {
  busy = $state(false);
  cancelling = $state(false);
  /** The user stopped it; nothing was changed. */
  cancelled = $state(false);
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<Failed | null>(null);
  /** The last step can't be stopped. */
  stoppable = $derived(this.busy && !this.cancelling && this.progress?.phase !== 'saving');

  readonly #cancel: () => Promise<unknown>;
  #work: Promise<unknown> = Promise.resolve();

  constructor(cancel: () => Promise<unknown>) {
    this.#cancel = cancel;
  }

  /** Does it; `undefined` where it failed or was stopped, or where something else runs. */
  run<T>(begin: (told: Told) => Promise<T>): Promise<T | undefined> {
    if (this.busy) return Promise.resolve(undefined);
    const work = this.#run(begin);
    this.#work = work;
    return work;
  }

  /** Stops it and waits until whoever began it has heard so. */
  async cancel(): Promise<void> {
    if (!this.stoppable) return;
    this.cancelling = true;
    await this.#cancel();
    await this.#work;
  }

  clear(): void {
    this.cancelled = false;
    this.failure = null;
    this.progress = null;
  }

  async #run<T>(begin: (told: Told) => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.clear();
    try {
      return await begin((now) => (this.progress = now));
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code === 'cancelled') this.cancelled = true;
      else this.failure = failed;
      return undefined;
    } finally {
      this.busy = this.cancelling = false;
      this.progress = null;
    }
  }
}
