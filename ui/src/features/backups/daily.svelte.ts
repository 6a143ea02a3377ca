import { Failed } from '../../backend';
import type { BackedUpFile, BackupFailure, Backups, DailyCopy } from '../../backend';
import { Task } from './task.svelte';
import type { Told } from './task.svelte';

/** What the screen of backups needs of the backend; the tests give their own. */
export interface DailyDoor {
  backups(): Promise<Backups>;
  checkBackups(told: Told): Promise<Backups>;
  backUpNow(told: Told): Promise<Backups>;
  backUp(told: Told): Promise<BackedUpFile | null>;
  chooseSecondPlace(): Promise<Backups | null>;
  dropSecondPlace(): Promise<Backups>;
  revealBackups(): Promise<unknown>;
  cancel(): Promise<unknown>;
  today(): string;
}

/** How the book stands: `ours` and `second` are the places that failed, the own one weighing more. */
export type Standing = 'unknown' | 'sample' | 'done' | 'none' | 'damaged' | 'ours' | 'second';

/** The daily copies, where they stand, and a copy to wherever the user likes. */
export class Daily {
  now = $state.raw<Backups | null>(null);
  /** What runs, or ran last. */
  doing = $state<'check' | 'again' | 'save'>('again');
  /** A copy was just saved there. */
  saved = $state.raw<BackedUpFile | null>(null);
  /** Why the list or the second place could not be told. */
  failure = $state.raw<Failed | null>(null);
  /** Every copy was checked just now. */
  checked = $state(false);
  readonly task: Task;

  rows = $derived(this.now?.rows ?? []);
  damaged = $derived(this.rows.filter(({ state }) => state === 'damaged').length);

  readonly #door: DailyDoor;
  #turn = 0;

  constructor(door: DailyDoor) {
    this.#door = door;
    this.task = new Task(() => door.cancel());
  }

  /** Today's copy beside the book. */
  get todays(): DailyCopy | null {
    const today = this.#door.today();
    return this.rows.find(({ day, place }) => day === today && place === 'beside') ?? null;
  }

  get standing(): Standing {
    if (!this.now) return 'unknown';
    if (this.now.sample) return 'sample';
    if (this.failed('beside')) return 'ours';
    const todays = this.todays;
    if (!todays) return 'none';
    if (!isWhole(todays)) return 'damaged';
    return this.failed('second') && this.now.second?.there !== false ? 'second' : 'done';
  }

  failed(place: BackupFailure['place']): Failed | null {
    const found = this.now?.failed.find((each) => each.place === place);
    return found ? Failed.from(found.failure) : null;
  }

  /** Reads the list again; what a check found stands. */
  async load(): Promise<void> {
    if (this.task.busy) return;
    const turn = ++this.#turn;
    try {
      const now = await this.#door.backups();
      if (turn !== this.#turn || this.task.busy) return;
      this.now = remembering(now, this.rows);
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  async check(): Promise<void> {
    const now = await this.#do('check', (told) => this.#door.checkBackups(told));
    if (!now) return;
    this.now = now;
    this.checked = true;
  }

  /** Makes today's copies where they are missing. One that was found damaged is looked at closely again. */
  async again(): Promise<void> {
    const suspect = this.todays?.state === 'damaged';
    const now = await this.#do('again', async (told) => {
      const made = await this.#door.backUpNow(told);
      return suspect ? this.#door.checkBackups(told) : remembering(made, this.rows);
    });
    if (now) this.now = now;
  }

  /** A copy to a place that the system's dialog asks for. */
  async save(): Promise<void> {
    const saved = await this.#do('save', (told) => this.#door.backUp(told));
    if (saved) this.saved = saved;
  }

  /** Answers whether one was chosen. */
  async chooseSecond(): Promise<boolean> {
    return this.#place(() => this.#door.chooseSecondPlace());
  }

  async dropSecond(): Promise<boolean> {
    return this.#place(() => this.#door.dropSecondPlace());
  }

  async reveal(): Promise<void> {
    try {
      await this.#door.revealBackups();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }

  async #place(ask: () => Promise<Backups | null>): Promise<boolean> {
    if (this.task.busy) return false;
    const turn = ++this.#turn;
    this.failure = null;
    try {
      const now = await ask();
      if (now && turn === this.#turn) this.now = remembering(now, this.rows);
      return now !== null;
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return false;
    }
  }

  #do<T>(what: Daily['doing'], begin: (told: Told) => Promise<T>): Promise<T | undefined> {
    if (!this.task.busy) {
      this.doing = what;
      this.saved = null;
      this.checked = false;
      this.#turn += 1;
    }
    return this.task.run(begin);
  }
}

/** It could be restored; a locked one with its passphrase. */
export function isWhole({ state }: DailyCopy): boolean {
  return ['readable', 'sound', 'locked'].includes(state);
}

/** The list as it was read, with what a check of the same copies found: a plain look doesn't see every page. */
function remembering(now: Backups, before: readonly DailyCopy[]): Backups {
  const rows = now.rows.map((row) => {
    if (row.state !== 'readable') return row;
    const known = before.find(
      ({ name, place, bytes }) => name === row.name && place === row.place && bytes === row.bytes,
    );
    const same = known?.contents?.changes === row.contents?.changes || known?.state === 'damaged';
    if (!known || !same || (known.state !== 'sound' && known.state !== 'damaged')) return row;
    return { ...row, state: known.state, detail: known.detail };
  });
  return { ...now, rows };
}
