import { Pieces } from '../../app/pieces.svelte';
import { Failed } from '../../backend';
import type { Changed, Comparison, ContactId, DuplicatePage, DuplicateRow, Progress } from '../../backend';

/** What the screen needs of the backend; the tests give their own. */
export interface DuplicatesDoor {
  /** Says what was done. */
  tell(changed: Changed): void;
  /** Looks where the book has changed, which takes a while in a large one. */
  pairs(
    imported: number | null,
    offset: number,
    limit: number,
    progress: (now: Progress) => void,
  ): Promise<DuplicatePage>;
  cancel(): Promise<unknown>;
  compare(one: ContactId, other: ContactId, take: string[]): Promise<Comparison>;
  merge(keep: ContactId, other: ContactId, take: string[]): Promise<Changed>;
  setDifferent(one: ContactId, other: ContactId, different: boolean): Promise<Changed>;
  /** How many there are in the whole book. */
  counted(total: number): void;
}

/** What was decided about a pair that still stands in the list. */
export type Verdict = 'merged' | 'different';

const keyOf = (pair: DuplicateRow): string => `${pair.first.id} ${pair.second.id}`;

/** The likely duplicates, and the one pair that is held side by side. */
export class Duplicates {
  readonly pairs: Pieces<DuplicateRow>;
  /** Only pairs of which one came with this import. */
  imported = $state<number | null>(null);
  /** Which pair is chosen. */
  at = $state(0);
  pair = $state.raw<DuplicateRow | null>(null);
  comparison = $state.raw<Comparison | null>(null);
  /** Fields of which the other one's value was chosen. */
  take = $state.raw<string[]>([]);

  looking = $state(false);
  cancelling = $state(false);
  /** The user stopped looking. */
  cancelled = $state(false);
  progress = $state.raw<Progress | null>(null);
  /** A merge or its like is being written. */
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** Goes up when another pair came to stand side by side. */
  turned = $state(0);

  #decided = $state.raw<ReadonlyMap<string, Verdict>>(new Map());
  #gone = $state.raw<ReadonlySet<ContactId>>(new Set());
  readonly #door: DuplicatesDoor;
  #load = 0;
  #compare = 0;

  constructor(door: DuplicatesDoor) {
    this.#door = door;
    this.pairs = new Pieces(async (offset, limit) => {
      const page = await door.pairs(this.imported, offset, limit, (now) => (this.progress = now));
      if (this.imported === null) door.counted(page.total);
      return { total: page.total, items: page.pairs };
    });
  }

  get ready(): boolean {
    return this.comparison !== null && this.comparison.refused === null && !this.busy;
  }

  /** Begins anew: with the whole book, or with what an import brought. */
  open(imported: number | null) {
    if (this.imported === imported) return;
    this.imported = imported;
    this.pairs.clear();
    this.#show(0, null);
  }

  /** Looks again; what is shown stays until the answer is there. */
  async load() {
    const turn = ++this.#load;
    this.looking = true;
    this.cancelled = false;
    this.failure = null;
    this.progress = null;
    try {
      await this.pairs.reload();
      if (turn === this.#load) this.#settle();
    } catch (thrown) {
      if (turn !== this.#load) return;
      const failed = Failed.from(thrown);
      if (failed.code === 'cancelled') this.cancelled = true;
      else this.failure = failed;
    } finally {
      if (turn === this.#load) this.looking = false;
    }
  }

  async cancel() {
    if (!this.looking || this.cancelling) return;
    this.cancelling = true;
    await this.#door.cancel().catch(() => undefined);
    this.cancelling = false;
  }

  verdict(pair: DuplicateRow): Verdict | null {
    if (this.#gone.has(pair.first.id) || this.#gone.has(pair.second.id)) return 'merged';
    return this.#decided.get(keyOf(pair)) ?? null;
  }

  choose(index: number) {
    const pair = this.pairs.at(index);
    if (pair) this.#show(index, pair);
  }

  /** The next pair that nothing was decided about, or the one before. */
  step(by: 1 | -1) {
    for (let at = this.at + by; at >= 0 && at < this.pairs.total; at += by) {
      const pair = this.pairs.at(at);
      if (!pair) return this.pairs.want(at, at + 1);
      if (this.verdict(pair) === null) return this.#show(at, pair);
    }
  }

  /** Which of the two says a field; the preview follows. */
  async say(field: string, other: boolean) {
    const without = this.take.filter((each) => each !== field);
    this.take = other ? [...without, field] : without;
    await this.#hold();
  }

  async merge() {
    const now = this.comparison;
    if (!now || !this.ready) return;
    await this.#decide('merged', now.other.row.id, () =>
      this.#door.merge(now.keep.row.id, now.other.row.id, this.take),
    );
  }

  async tellApart() {
    const now = this.comparison;
    if (!now || this.busy) return;
    await this.#decide('different', null, () =>
      this.#door.setDifferent(now.keep.row.id, now.other.row.id, true),
    );
  }

  /** The next pair follows at once; the list is looked through again behind it. */
  async #decide(verdict: Verdict, gone: ContactId | null, act: () => Promise<Changed>) {
    const pair = this.pair;
    if (!pair) return;
    this.busy = true;
    this.failure = null;
    try {
      const changed = await act();
      this.#decided = new Map([...this.#decided, [keyOf(pair), verdict]]);
      if (gone !== null) this.#gone = new Set([...this.#gone, gone]);
      this.step(1);
      if (this.pair === pair) this.step(-1);
      this.#door.tell(changed);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** The list was read anew: the pair side by side keeps its place, wherever that is now. */
  #settle() {
    this.#decided = new Map();
    this.#gone = new Set();
    const last = this.pairs.total - 1;
    const held = this.pair && keyOf(this.pair);
    const near = Array.from({ length: NEAR }, (_, step) => [this.at - step, this.at + step]).flat();
    const found = near.find((at) => {
      const pair = this.pairs.at(at);
      return pair !== undefined && keyOf(pair) === held;
    });
    const at = found ?? Math.max(0, Math.min(this.at, last));
    const pair = this.pairs.at(at) ?? this.pairs.at(0) ?? null;
    if (pair && keyOf(pair) === held) {
      this.at = at;
      this.pair = pair;
      // Somebody else may have changed them.
      void this.#hold();
    } else this.#show(this.pairs.at(at) ? at : 0, pair);
  }

  #show(at: number, pair: DuplicateRow | null) {
    this.at = at;
    this.pair = pair;
    this.take = [];
    this.comparison = null;
    this.turned += 1;
    void this.#hold();
  }

  async #hold() {
    const turn = ++this.#compare;
    const pair = this.pair;
    if (!pair) {
      this.comparison = null;
      return;
    }
    try {
      const comparison = await this.#door.compare(pair.first.id, pair.second.id, this.take);
      if (turn === this.#compare) this.comparison = comparison;
    } catch (thrown) {
      if (turn !== this.#compare) return;
      this.comparison = null;
      const failed = Failed.from(thrown);
      // One of them is gone; the list will say so in a moment.
      if (failed.code !== 'missing') this.failure = failed;
    }
  }
}

/** How far a pair can have moved when the list is read anew. */
const NEAR = 48;
