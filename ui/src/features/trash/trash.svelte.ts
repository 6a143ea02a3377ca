import { Failed } from '../../backend';
import type { Changed, Due, Entity, TrashEntry } from '../../backend';

/** What the trash needs of the backend; the tests give their own. */
export interface TrashDoor {
  /** Says what was done. */
  tell(changed: Changed): void;
  /** The announcement that was closed, over restarts. */
  remembered(): string;
  remember(hushed: string): void;
  trashEntries(): Promise<TrashEntry[]>;
  restore(entities: Entity[]): Promise<Changed>;
  purge(entities: Entity[]): Promise<Changed>;
  due(): Promise<Due>;
  showDue(): Promise<Due>;
  keepDue(entities: Entity[]): Promise<Changed>;
}

/** Tells contacts and groups apart by one word, for selections and lists. */
export function keyOf(entity: Entity): string {
  return `${entity.entity} ${entity.id}`;
}

/** What lies in the trash, what of it is selected, and what is due. */
export class Trash {
  entries = $state.raw<TrashEntry[]>([]);
  due = $state.raw<Due | null>(null);
  loaded = $state(false);
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** What the dialog asks about; `null` while it is closed. */
  asking = $state.raw<TrashEntry[] | null>(null);

  #chosen = $state.raw<ReadonlySet<string>>(new Set());
  selected = $derived(this.entries.filter((entry) => this.#chosen.has(keyOf(entry.entity))));
  allSelected = $derived(this.entries.length > 0 && this.selected.length === this.entries.length);
  dueEntries = $derived(this.due?.entries ?? []);
  /** What to announce 7 days and 1 day before and on the day, unless it was closed. */
  announced = $derived.by(() => {
    const { due } = this;
    if (!due || due.entries.length > 0 || due.soon === 0) return null;
    const soon = { count: due.soon, days: due.soon_days };
    return this.#hushed === hushKey(soon) ? null : soon;
  });

  #hushed = $state('');

  readonly #door: TrashDoor;
  #turn = 0;
  #anchor = 0;

  constructor(door: TrashDoor) {
    this.#door = door;
    this.#hushed = door.remembered();
  }

  /** Reads what is there. Opening the trash counts as having been shown what is due: the 24 hours begin. */
  async load() {
    const turn = ++this.#turn;
    try {
      const [entries, due] = await Promise.all([this.#door.trashEntries(), this.#door.due()]);
      const shown = due.entries.length > 0 && due.shown_at === null ? await this.#door.showDue() : due;
      if (turn !== this.#turn) return;
      this.entries = entries;
      this.due = shown;
      this.loaded = true;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  /** Only what is due or soon will be; for the notice outside the trash. */
  async lookAhead() {
    try {
      const due = await this.#door.due();
      this.due = due.entries.length > 0 && due.shown_at === null ? await this.#door.showDue() : due;
      if (due.soon === 0 && this.#hushed !== '') this.#door.remember((this.#hushed = ''));
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }

  /** Closes the announcement; the next one (nearer, or of more things) shows again. */
  hush() {
    if (!this.announced) return;
    this.#hushed = hushKey(this.announced);
    this.#door.remember(this.#hushed);
  }

  isSelected(entry: TrashEntry): boolean {
    return this.#chosen.has(keyOf(entry.entity));
  }

  toggle(entry: TrashEntry) {
    this.#anchor = this.entries.indexOf(entry);
    const chosen = new Set(this.#chosen);
    const key = keyOf(entry.entity);
    if (!chosen.delete(key)) chosen.add(key);
    this.#chosen = chosen;
  }

  /** Selects everything from the entry last toggled to this one, as Shift does. */
  extend(entry: TrashEntry) {
    const to = this.entries.indexOf(entry);
    const from = Math.max(this.#anchor, 0);
    const chosen = new Set(this.#chosen);
    for (const each of this.entries.slice(Math.min(from, to), Math.max(from, to) + 1))
      chosen.add(keyOf(each.entity));
    this.#chosen = chosen;
  }

  selectAll() {
    this.#chosen = new Set(this.allSelected ? [] : this.entries.map((entry) => keyOf(entry.entity)));
  }

  clear() {
    this.#chosen = new Set();
  }

  async restore(entries: TrashEntry[]) {
    await this.#act(entries, (entities) => this.#door.restore(entities));
  }

  async keep() {
    await this.#act(this.dueEntries, (entities) => this.#door.keepDue(entities));
  }

  ask(entries: TrashEntry[]) {
    if (entries.length > 0) this.asking = entries;
  }

  keepAsked() {
    this.asking = null;
  }

  /** The second step: only what the dialog named. */
  async purgeAsked() {
    const asked = this.asking ?? [];
    this.asking = null;
    await this.#act(asked, (entities) => this.#door.purge(entities));
  }

  async #act(entries: TrashEntry[], act: (entities: Entity[]) => Promise<Changed>) {
    if (entries.length === 0 || this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      this.#door.tell(await act(entries.map((entry) => entry.entity)));
      const gone = new Set(entries.map((entry) => keyOf(entry.entity)));
      this.#chosen = new Set([...this.#chosen].filter((key) => !gone.has(key)));
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    } finally {
      this.busy = false;
    }
    await this.load();
  }
}

function hushKey(soon: { count: number; days: number }): string {
  return `${soon.days}:${soon.count}`;
}

/** How near the end is: decides colour and words. */
export type Left = 'over' | 'today' | 'soon' | 'far';

/** With a clock that can't be believed nothing goes today: only the user's click lets go. */
export function leftOf(daysLeft: number, byHand = false): Left {
  if (daysLeft <= 0) return byHand ? 'over' : 'today';
  return daysLeft <= 7 ? 'soon' : 'far';
}

/** The length of the bar, 0 to 1; never so short that it can't be seen. */
export function shareLeft(daysLeft: number): number {
  return Math.min(1, Math.max(0.03, daysLeft / 30));
}
