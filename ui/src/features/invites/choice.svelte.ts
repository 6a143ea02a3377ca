/** Which invites are chosen, and which one is open. One is the usual case; more come with Ctrl/⌘, Shift and select-all. */
import type { RecordId } from '../../backend';

export class Choice {
  /** The invite that is open. */
  active = $state<RecordId | null>(null);
  /** Where keys go on from. */
  index = $state<number | null>(null);
  #chosen = $state.raw<ReadonlySet<RecordId>>(new Set());
  #anchor: number | null = null;

  get size(): number {
    return this.#chosen.size;
  }

  get many(): boolean {
    return this.#chosen.size > 1;
  }

  get ids(): RecordId[] {
    return [...this.#chosen];
  }

  has(id: RecordId): boolean {
    return this.#chosen.has(id);
  }

  /** This one alone. */
  pick(id: RecordId, index: number | null): void {
    this.active = id;
    this.index = index;
    this.#anchor = index;
    this.#chosen = new Set([id]);
  }

  /** This one too, or no longer; the last one left stays. */
  toggle(id: RecordId, index: number): void {
    const chosen = new Set(this.#chosen);
    if (chosen.has(id) && chosen.size > 1) chosen.delete(id);
    else chosen.add(id);
    this.#chosen = chosen;
    this.#anchor = index;
    this.index = index;
    this.active = chosen.has(id) ? id : ([...chosen].at(-1) ?? null);
  }

  /** Everything from where the choice began to this row, of a list in this order. */
  extend(all: readonly RecordId[], index: number): void {
    const anchor = (this.#anchor ??= this.index ?? index);
    const those = all.slice(Math.min(anchor, index), Math.max(anchor, index) + 1);
    this.#chosen = new Set(those);
    this.active = all[index] ?? this.active;
    this.index = index;
  }

  all(all: readonly RecordId[]): void {
    this.#chosen = new Set(all);
    if (this.active !== null && this.#chosen.has(this.active)) return;
    this.active = all[0] ?? null;
    this.index = all.length > 0 ? 0 : null;
  }

  /** Back to the open one alone. */
  single(): void {
    if (this.active === null) this.#chosen = new Set();
    else this.pick(this.active, this.index);
  }

  clear(): void {
    this.active = this.index = this.#anchor = null;
    this.#chosen = new Set();
  }

  /** After a change: these are what the list holds now, in its order. */
  settle(all: readonly RecordId[]): void {
    const at = this.active === null ? -1 : all.indexOf(this.active);
    if (at >= 0) this.index = at;
    if (!this.many) this.#anchor = this.index;
    else {
      const there = new Set(all);
      this.#chosen = new Set(this.ids.filter((id) => there.has(id) || id === this.active));
    }
  }
}
