/** The contacts chosen in a list of which only a piece is at hand: of a range the ids are asked for. */
import { Chosen } from '../../app/chosen.svelte';
import type { ContactId } from '../../backend';

export class Selection extends Chosen<ContactId> {
  /** The rows from the anchor to `index`: offset and length to ask the ids of. */
  rangeTo(index: number): { offset: number; length: number } {
    const anchor = this.anchor ?? this.index ?? index;
    return { offset: Math.min(anchor, index), length: Math.abs(anchor - index) + 1 };
  }

  /** Keys moved on to a row that isn't open yet; a range still begins where it began. */
  step(index: number): void {
    this.anchor ??= this.index ?? index;
    this.index = index;
  }

  /** These, keeping the anchor; `active` is the row the range was drawn to. */
  range(ids: ContactId[], active: ContactId, index: number): void {
    this.anchor ??= this.index ?? index;
    this.chosen = new Set(ids);
    this.active = active;
    this.index = index;
  }

  /** After a change: where the open one stands now. */
  moved(index: number | null): void {
    this.index = index;
    if (!this.many) this.anchor = index;
  }
}
