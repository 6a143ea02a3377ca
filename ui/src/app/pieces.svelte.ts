/** A long list that is fetched in pieces around what is seen, and shown from its number of items. */

/** Items asked for at once: about a screenful. */
export const PIECE = 24;
const PIECES_KEPT = 40;

export interface Piece<Item> {
  total: number;
  items: Item[];
}

export class Pieces<Item> {
  total = $state(0);
  /** Set once the first answer is there. */
  ready = $state(false);

  readonly #fetch: (offset: number, limit: number) => Promise<Piece<Item>>;
  #pieces = $state.raw<ReadonlyMap<number, Item[]>>(new Map());
  #first = 0;
  #last = 0;
  #generation = 0;
  #filling = false;

  constructor(fetch: (offset: number, limit: number) => Promise<Piece<Item>>) {
    this.#fetch = fetch;
  }

  at(index: number): Item | undefined {
    return this.#pieces.get(Math.floor(index / PIECE))?.[index % PIECE];
  }

  /** Fetches again what is seen; what is shown stays until the answer is there. Throws what the fetch throws. */
  async reload(): Promise<void> {
    const generation = ++this.#generation;
    const piece = Math.floor(this.#first / PIECE);
    let { total, items } = await this.#fetch(piece * PIECE, PIECE);
    if (generation !== this.#generation) return;
    // The list has become shorter than what is seen of it.
    const end = Math.max(0, Math.ceil(total / PIECE) - 1);
    const shown = Math.min(piece, end);
    if (shown !== piece) ({ total, items } = await this.#fetch(shown * PIECE, PIECE));
    if (generation !== this.#generation) return;
    this.total = total;
    this.#pieces = new Map([[shown, items]]);
    this.ready = true;
    await this.#fill();
  }

  /** Forgets everything, as before the first answer. */
  clear(): void {
    this.#generation += 1;
    this.#pieces = new Map();
    this.#first = this.#last = this.total = 0;
    this.ready = false;
  }

  /** Says which items are seen; missing ones are fetched. */
  want(first: number, last: number): void {
    this.#first = Math.max(0, first);
    this.#last = last;
    // A piece that can't be fetched stays empty; whoever loaded the list was told.
    this.#fill().catch(() => undefined);
  }

  async #fill(): Promise<void> {
    if (this.#filling || !this.ready) return;
    this.#filling = true;
    try {
      for (let piece = this.#missing(); piece !== null; piece = this.#missing()) {
        const generation = this.#generation;
        const { items } = await this.#fetch(piece * PIECE, PIECE);
        if (generation !== this.#generation) continue;
        if (items.length === 0) break;
        this.#keep(piece, items);
      }
    } finally {
      this.#filling = false;
    }
  }

  #missing(): number | null {
    const last = Math.min(this.#last, this.total - 1);
    for (let piece = Math.floor(this.#first / PIECE); piece * PIECE <= last; piece += 1)
      if (!this.#pieces.has(piece)) return piece;
    return null;
  }

  #keep(piece: number, items: Item[]): void {
    const here = this.#first / PIECE;
    const kept = [...this.#pieces, [piece, items] as const].sort(
      ([one], [other]) => Math.abs(one - here) - Math.abs(other - here),
    );
    this.#pieces = new Map(kept.slice(0, PIECES_KEPT));
  }
}
