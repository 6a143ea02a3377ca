import { Failed } from '../../backend';
import type { Change, Changed } from '../../backend';

/** What the list of changes needs of the backend; the tests give their own. */
export interface ChangesDoor {
  /** Says what was done. */
  tell(changed: Changed): void;
  changes(of: null, limit: number): Promise<Change[]>;
  undoChange(id: number): Promise<Changed>;
  undoImport(id: number): Promise<Changed>;
}

export interface Day {
  /** Local midnight. */
  at: number;
  changes: Change[];
}

const PAGE = 100;

/** The list of changes, newest first, with what can be taken back. */
export class Changes {
  list = $state.raw<Change[]>([]);
  loaded = $state(false);
  busy = $state.raw<number | null>(null);
  /** Why a change was not undone, and which. */
  refused = $state.raw<{ change: number; failure: Failed } | null>(null);
  failure = $state.raw<Failed | null>(null);
  #limit = $state(PAGE);

  days = $derived(byDay(this.list));
  /** There may be earlier ones. */
  more = $derived(this.list.length >= this.#limit);

  readonly #door: ChangesDoor;
  #turn = 0;

  constructor(door: ChangesDoor) {
    this.#door = door;
  }

  async load() {
    const turn = ++this.#turn;
    try {
      const list = await this.#door.changes(null, this.#limit);
      if (turn !== this.#turn) return;
      this.list = list;
      this.loaded = true;
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  async earlier() {
    this.#limit += PAGE * 4;
    await this.load();
  }

  /** Takes one change back, a whole import where it was one; a refusal is kept beside it. */
  async undo(change: Change) {
    if (this.busy !== null || !undoable(change)) return;
    this.busy = change.id;
    this.refused = null;
    try {
      const whole = change.verb === 'import' ? change.import : null;
      this.#door.tell(
        await (whole === null ? this.#door.undoChange(change.id) : this.#door.undoImport(whole)),
      );
    } catch (thrown) {
      this.refused = { change: change.id, failure: Failed.from(thrown) };
    } finally {
      this.busy = null;
    }
    await this.load();
  }
}

/** Deleting for good, undoing an import and what a step of a run did can't be taken back from here. */
export function undoable(change: Change): boolean {
  return !change.undone && !['purge', 'undo_import', 'step'].includes(change.verb);
}

function byDay(changes: Change[]): Day[] {
  const days: Day[] = [];
  for (const change of changes) {
    const at = new Date(change.at).setHours(0, 0, 0, 0);
    const last = days.at(-1);
    if (last?.at === at) last.changes.push(change);
    else days.push({ at, changes: [change] });
  }
  return days;
}
