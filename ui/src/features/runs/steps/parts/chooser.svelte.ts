import type { ContactId, List, Row } from '../../../../backend';

/** What choosing people of the book needs of the backend; the tests give their own. */
export interface ChooserDoor {
  /** Those of a list who say these words, the first of them, and how many there are. */
  find(words: string, list: List, limit: number): Promise<{ rows: Row[]; total: number }>;
  /** All of them. */
  all(words: string, list: List): Promise<ContactId[]>;
}

/** So many are shown; who isn't among them is found by typing. */
export const SHOWN = 50;

/** People of the book on their way into a step: found by words and lists, several at once. */
export class Chooser {
  words = $state('');
  list = $state.raw<List>({ list: 'all' });
  rows = $state.raw<readonly Row[]>([]);
  total = $state(0);
  at = $state(0);
  ready = $state(false);
  chosen = $state.raw<ReadonlySet<ContactId>>(new Set());
  /** Somebody stands at the cursor. */
  here = $derived(this.rows[this.at] ?? null);

  readonly #door: ChooserDoor;
  readonly #present: ReadonlySet<ContactId>;
  #turn = 0;

  constructor(door: ChooserDoor, present: Iterable<ContactId> = []) {
    this.#door = door;
    this.#present = new Set(present);
  }

  /** Is in the step's list already. */
  isPresent(id: ContactId): boolean {
    return this.#present.has(id);
  }

  async find(words: string, list: List = this.list): Promise<void> {
    this.words = words;
    this.list = list;
    const turn = ++this.#turn;
    const found = await this.#door.find(words, list, SHOWN).catch(() => ({ rows: [], total: 0 }));
    if (turn !== this.#turn) return;
    this.rows = found.rows;
    this.total = found.total;
    this.at = 0;
    this.ready = true;
  }

  move(by: 1 | -1): void {
    this.at = Math.max(0, Math.min(this.at + by, this.rows.length - 1));
  }

  toggle(row: Row): void {
    this.at = Math.max(0, this.rows.indexOf(row));
    if (this.isPresent(row.id)) return;
    const chosen = new Set(this.chosen);
    if (!chosen.delete(row.id)) chosen.add(row.id);
    this.chosen = chosen;
  }

  /** Everybody found, shown or not. */
  async chooseAll(): Promise<void> {
    const ids = await this.#door.all(this.words, this.list).catch(() => []);
    this.chosen = new Set([...this.chosen, ...ids.filter((id) => !this.isPresent(id))]);
  }

  clear(): void {
    this.chosen = new Set();
  }
}
