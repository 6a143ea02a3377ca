/** Which contacts are chosen, and which one is open. One is the usual case; more come with Ctrl/⌘, Shift and select-all. */
import type { ContactId } from '../../backend';

export class Selection {
  /** The contact that is open, and that keys move from. */
  active = $state<ContactId | null>(null);
  /** Where it stands in the list; `null` while unknown. */
  index = $state<number | null>(null);
  #chosen = $state.raw<ReadonlySet<ContactId>>(new Set());
  #anchor: number | null = null;

  get size(): number {
    return this.#chosen.size;
  }

  get many(): boolean {
    return this.#chosen.size > 1;
  }

  get ids(): ContactId[] {
    return [...this.#chosen];
  }

  has(id: ContactId): boolean {
    return this.#chosen.has(id);
  }

  /** This one alone. */
  pick(id: ContactId, index: number | null): void {
    this.active = id;
    this.index = index;
    this.#anchor = index;
    this.#chosen = new Set([id]);
  }

  /** This one too, or no longer; the last one left stays. */
  toggle(id: ContactId, index: number): void {
    const chosen = new Set(this.#chosen);
    if (chosen.has(id) && chosen.size > 1) chosen.delete(id);
    else chosen.add(id);
    this.#chosen = chosen;
    this.#anchor = index;
    this.index = index;
    if (chosen.has(id)) this.active = id;
    else this.active = [...chosen].at(-1) ?? null;
  }

  /** The rows from the anchor to `index`: offset and length to ask the ids of. */
  rangeTo(index: number): { offset: number; length: number } {
    const anchor = this.#anchor ?? this.index ?? index;
    return { offset: Math.min(anchor, index), length: Math.abs(anchor - index) + 1 };
  }

  /** Keys moved on to a row that isn't open yet; a range still begins where it began. */
  step(index: number): void {
    this.#anchor ??= this.index ?? index;
    this.index = index;
  }

  /** These, keeping the anchor; `active` is the row the range was drawn to. */
  range(ids: ContactId[], active: ContactId, index: number): void {
    this.#anchor ??= this.index ?? index;
    this.#chosen = new Set(ids);
    this.active = active;
    this.index = index;
  }

  all(ids: ContactId[]): void {
    this.#chosen = new Set(ids);
    if (this.active === null || !this.#chosen.has(this.active)) {
      this.active = ids[0] ?? null;
      this.index = ids.length > 0 ? 0 : null;
    }
  }

  /** Back to the open one alone. */
  single(): void {
    if (this.active === null) this.#chosen = new Set();
    else this.pick(this.active, this.index);
  }

  clear(): void {
    this.active = null;
    this.index = null;
    this.#anchor = null;
    this.#chosen = new Set();
  }

  /** After a change: where the open one stands now. */
  moved(index: number | null): void {
    this.index = index;
    if (!this.many) this.#anchor = index;
  }
}
