import { Pieces } from '../../app/pieces.svelte';
import { Failed } from '../../backend';
import type { Changed, Due, Entity, TrashEntry, TrashPage } from '../../backend';

/** What the trash needs of the backend; the tests give their own. */
export interface TrashDoor {
  /** Says what was done. */
  tell(changed: Changed): void;
  /** The announcement that was closed, over restarts. */
  remembered(): string;
  remember(hushed: string): void;
  trashPage(offset: number, limit: number): Promise<TrashPage>;
  trashIds(offset: number, limit: number): Promise<Entity[]>;
  restore(entities: Entity[]): Promise<Changed>;
  purge(entities: Entity[]): Promise<Changed>;
  due(): Promise<Due>;
  showDue(): Promise<Due>;
  keepDue(): Promise<Changed>;
  purgeDue(): Promise<Changed>;
}

/** Something chosen; its name is known where its row was seen. */
interface Chosen {
  entity: Entity;
  name: string | null;
}

/** What the dialog asks about. */
export interface Asked {
  /** Up to three names. */
  names: string[];
  count: number;
  /** Groups and nothing else. */
  groups: boolean;
  purge: () => Promise<Changed>;
  gone: Entity[];
}

const NAMED = 3;

/** Tells contacts and groups apart by one word, for selections and lists. */
export function keyOf(entity: Entity): string {
  return `${entity.entity} ${entity.id}`;
}

/** What lies in the trash, what of it is selected, and what is due. */
export class Trash {
  readonly entries: Pieces<TrashEntry>;
  due = $state.raw<Due | null>(null);
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** `null` while the dialog is closed. */
  asking = $state.raw<Asked | null>(null);
  /** Goes up when the list was read anew. */
  reads = $state(0);

  #chosen = $state.raw<ReadonlyMap<string, Chosen>>(new Map());
  selected = $derived(this.#chosen.size);
  /** What to announce 7 days and 1 day before and on the day, unless it was closed. */
  announced = $derived.by(() => {
    const { due } = this;
    if (!due || due.count > 0 || due.soon === 0) return null;
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
    this.entries = new Pieces(async (offset, limit) => {
      const page = await door.trashPage(offset, limit);
      return { total: page.total, items: page.entries };
    });
  }

  get allSelected(): boolean {
    return this.entries.total > 0 && this.selected === this.entries.total;
  }

  /** Reads what is there. Opening the trash counts as having been shown what is due: the 24 hours begin. */
  async load() {
    const turn = ++this.#turn;
    try {
      const [, due] = await Promise.all([this.entries.reload(), this.#door.due()]);
      const shown = due.count > 0 && due.shown_at === null ? await this.#door.showDue() : due;
      if (turn !== this.#turn) return;
      this.due = shown;
      this.reads += 1;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  /** Only what is due or soon will be; for the notice outside the trash. */
  async lookAhead() {
    try {
      const due = await this.#door.due();
      this.due = due.count > 0 && due.shown_at === null ? await this.#door.showDue() : due;
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

  toggle(entry: TrashEntry, index: number) {
    this.#anchor = index;
    const chosen = new Map(this.#chosen);
    const key = keyOf(entry.entity);
    if (!chosen.delete(key)) chosen.set(key, { entity: entry.entity, name: entry.name });
    this.#chosen = chosen;
  }

  /** Selects everything from the entry last toggled to this one, as Shift does. */
  async extend(index: number) {
    const from = Math.min(this.#anchor, index);
    await this.#choose(from, Math.max(this.#anchor, index) - from + 1, this.#chosen);
  }

  async selectAll() {
    if (this.allSelected) this.clear();
    else await this.#choose(0, this.entries.total, new Map());
  }

  async #choose(offset: number, limit: number, before: ReadonlyMap<string, Chosen>) {
    try {
      const entities = await this.#door.trashIds(offset, limit);
      const chosen = new Map(before);
      entities.forEach((entity, at) => {
        chosen.set(keyOf(entity), { entity, name: this.entries.at(offset + at)?.name ?? null });
      });
      this.#chosen = chosen;
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }

  clear() {
    this.#chosen = new Map();
  }

  async restore(entities: Entity[]) {
    if (entities.length > 0) await this.#act(() => this.#door.restore(entities), entities);
  }

  async restoreSelected() {
    await this.restore(this.#entities());
  }

  async restoreAll() {
    const all = await this.#door.trashIds(0, this.entries.total).catch((thrown: unknown) => {
      this.failure = Failed.from(thrown);
      return [];
    });
    await this.restore(all);
  }

  async keep() {
    await this.#act(() => this.#door.keepDue(), []);
  }

  /** The first step of deleting what is selected for good. */
  ask() {
    const gone = this.#entities();
    if (gone.length === 0) return;
    const names = [...this.#chosen.values()].flatMap(({ name }) => (name === null ? [] : [name]));
    const groups = gone.every((entity) => entity.entity === 'group');
    const purge = (): Promise<Changed> => this.#door.purge(gone);
    this.asking = { names: names.slice(0, NAMED), count: gone.length, groups, purge, gone };
  }

  /** The same for what is due. */
  askDue() {
    const { due } = this;
    if (!due || due.count === 0) return;
    const named = due.entries.slice(0, NAMED);
    const groups = due.count === named.length && named.every((entry) => entry.kind === null);
    const names = named.map((entry) => entry.name);
    this.asking = { names, count: due.count, groups, purge: () => this.#door.purgeDue(), gone: [] };
  }

  keepAsked() {
    this.asking = null;
  }

  /** The second step: only what the dialog named. */
  async purgeAsked() {
    const asked = this.asking;
    this.asking = null;
    if (asked) await this.#act(asked.purge, asked.gone);
  }

  #entities(): Entity[] {
    return [...this.#chosen.values()].map(({ entity }) => entity);
  }

  async #act(act: () => Promise<Changed>, gone: Entity[]) {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      this.#door.tell(await act());
      const left = new Map(this.#chosen);
      for (const entity of gone) left.delete(keyOf(entity));
      this.#chosen = left;
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
