import { Failed } from '../../backend';
import type { Unlocked } from '../../backend';

export interface UnlockDoor {
  unlock(secret: string): Promise<Unlocked>;
  /** Milliseconds until the next try is taken. */
  wait(): Promise<number>;
  /** A clock in milliseconds that is never set. */
  now(): number;
}

/** The way back into a locked book, and the pauses between wrong tries. */
export class Unlocking {
  typed = $state('');
  busy = $state(false);
  wrong = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** Seconds until the next try is taken. */
  left = $state(0);
  /** As many as they were when the pause began; 0 when there was none yet. */
  pause = $state(0);
  waiting = $derived(this.left > 0);

  readonly #door: UnlockDoor;
  #until = 0;

  constructor(door: UnlockDoor, wait = 0) {
    this.#door = door;
    this.#hold(wait);
  }

  /** Answers whether it is open, and with what it was opened. */
  async open(): Promise<(Unlocked & { secret: string }) | null> {
    this.count();
    if (this.busy || this.waiting || this.typed.trim() === '') return null;
    this.busy = true;
    this.wrong = false;
    this.failure = null;
    const secret = this.typed;
    try {
      const unlocked = await this.#door.unlock(secret);
      this.typed = '';
      return { ...unlocked, secret };
    } catch (thrown) {
      await this.#refused(Failed.from(thrown));
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Looks at the clock again. */
  count(): void {
    this.left = Math.max(0, Math.ceil((this.#until - this.#door.now()) / 1000));
  }

  async #refused(failed: Failed): Promise<void> {
    this.wrong = failed.code === 'wrong_passphrase';
    if (!this.wrong && failed.code !== 'wait') this.failure = failed;
    else this.#hold(await this.#door.wait().catch(() => 0));
  }

  #hold(ms: number): void {
    this.#until = this.#door.now() + ms;
    this.count();
    this.pause = this.left;
  }
}
