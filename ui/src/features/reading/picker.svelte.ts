import type { Row } from '../../backend';

/** Finding one contact by typing: one question is on its way at a time, the last one typed wins. */
export class Picker {
  words = $state('');
  rows = $state.raw<readonly Row[]>([]);
  at = $state(0);
  ready = $state(false);
  chosen = $derived(this.rows[this.at] ?? null);

  /** The contact that is open in the window stands first as long as nothing is said. */
  readonly opened: boolean;
  readonly #search: (words: string) => Promise<Row[]>;
  #asking = false;
  #asked: string | null = null;

  constructor(search: (words: string) => Promise<Row[]>, opened = false) {
    this.#search = search;
    this.opened = opened;
  }

  async find(words: string): Promise<void> {
    this.words = words;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#asked !== this.words) {
        const asked = this.words;
        this.#asked = asked;
        const rows = await this.#search(asked).catch(() => []);
        if (asked !== this.words) continue;
        this.rows = rows;
        this.at = 0;
        this.ready = true;
      }
    } finally {
      this.#asking = false;
    }
  }

  move(by: 1 | -1): void {
    this.at = Math.max(0, Math.min(this.at + by, this.rows.length - 1));
  }

  choose(row: Row): void {
    this.at = Math.max(0, this.rows.indexOf(row));
  }
}
