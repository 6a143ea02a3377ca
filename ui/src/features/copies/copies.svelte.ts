import { Failed } from '../../backend';
import type { CheckedCopies, Progress, SavedCopy } from '../../backend';

/** What the list of saved files needs of the backend; the tests give their own. */
export interface CopiesDoor {
  copies(): Promise<SavedCopy[]>;
  /** Looks at those that are due, or at all. */
  check(dueOnly: boolean, told: (progress: Progress) => void): Promise<CheckedCopies>;
  cancel(): Promise<unknown>;
}

/** What was found when they were looked at. */
export interface Found {
  total: number;
  same: number;
  changed: number;
  away: number;
}

/** Every file that was saved in a step, and the look whether it still is what it was. */
export class Copies {
  rows = $state.raw<readonly SavedCopy[]>([]);
  /** They were read once. */
  ready = $state(false);
  failure = $state.raw<Failed | null>(null);
  checking = $state(false);
  cancelling = $state(false);
  progress = $state.raw<Progress | null>(null);
  /** Of the last look; `null` before it, and where it was stopped. */
  found = $state.raw<Found | null>(null);
  stopped = $state(false);

  due = $derived(this.rows.filter(({ due }) => due).length);

  readonly #door: CopiesDoor;
  #turn = 0;

  constructor(door: CopiesDoor) {
    this.#door = door;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const rows = await this.#door.copies();
      if (turn !== this.#turn) return;
      this.rows = inOrder(rows);
      this.ready = true;
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  /** Those that are due; all where none is. */
  async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.found = this.failure = this.progress = null;
    this.stopped = false;
    try {
      const { copies } = await this.#door.check(this.due > 0, (progress) => (this.progress = progress));
      this.stopped = this.cancelling;
      this.found = countOf(copies);
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code === 'cancelled') this.stopped = true;
      else this.failure = failed;
    }
    const { failure } = this;
    this.checking = this.cancelling = false;
    this.progress = null;
    await this.load();
    this.failure ??= failure;
  }

  async cancel(): Promise<void> {
    if (!this.checking || this.cancelling) return;
    this.cancelling = true;
    await this.#door.cancel().catch(() => undefined);
  }
}

function countOf(copies: readonly SavedCopy[]): Found {
  const how = (what: string): number => copies.filter(({ checked }) => checked?.how === what).length;
  return {
    total: copies.length,
    same: how('same'),
    changed: how('changed'),
    away: how('unreachable'),
  };
}

/** Those that are due first, then those that were looked at the longest ago. */
function inOrder(rows: readonly SavedCopy[]): SavedCopy[] {
  return [...rows].sort(
    (one, other) => Number(other.due) - Number(one.due) || one.looked_at - other.looked_at,
  );
}
