import type { LockAfter } from '../../backend';

const MINUTE_MS = 60_000;

/** How often it is looked whether it is time. */
export const LOOK_EVERY_MS = 5_000;

/** When long work had kept the book open, it is tried again. */
export const AGAIN_MS = 30_000;

export const AFTER: Record<LockAfter, number | null> = {
  never: null,
  minute: MINUTE_MS,
  five_minutes: 5 * MINUTE_MS,
  quarter_hour: 15 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
};

export interface Clocks {
  /** Goes on while the computer sleeps, but may be set back. */
  wall: number;
  /** Is never set, but may stand still while the computer sleeps. */
  steady: number;
}

export interface IdleDoor {
  clocks(): Clocks;
  /** Milliseconds without a key or a click; `null` while nothing is to be locked. */
  limit(): number | null;
  /** Answers whether it is locked now. */
  lock(): Promise<boolean>;
}

/** Locks when nobody has used the window for a while. Of the two clocks the one counts on which more has passed. */
export class Idle {
  readonly #door: IdleDoor;
  #last: Clocks;
  #again = -Infinity;
  #locking = false;

  constructor(door: IdleDoor) {
    this.#door = door;
    this.#last = door.clocks();
  }

  /** Somebody is there. Whoever wakes the computer too late doesn't begin anew. */
  touch(): void {
    if (!this.look()) this.#last = this.#door.clocks();
  }

  /** Locks where it is time; answers whether it was. */
  look(): boolean {
    const now = this.#door.clocks();
    const limit = this.#door.limit();
    if (limit === null) {
      this.#last = now;
      return false;
    }
    const passed = Math.max(now.wall - this.#last.wall, now.steady - this.#last.steady);
    if (passed < limit) return false;
    if (!this.#locking && now.steady >= this.#again) void this.#lock();
    return true;
  }

  async #lock(): Promise<void> {
    this.#locking = true;
    const locked = await this.#door.lock();
    this.#locking = false;
    this.#again = locked ? -Infinity : this.#door.clocks().steady + AGAIN_MS;
  }
}

/** Watches a window until the returned function is called. */
export function watch(idle: Idle): () => void {
  const stop = new AbortController();
  const quietly = { capture: true, passive: true, signal: stop.signal };
  for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
    window.addEventListener(sign, () => idle.touch(), quietly);
  window.addEventListener('focus', () => idle.look(), quietly);
  document.addEventListener('visibilitychange', () => idle.look(), quietly);
  const timer = setInterval(() => idle.look(), LOOK_EVERY_MS);
  return () => {
    stop.abort();
    clearInterval(timer);
  };
}
