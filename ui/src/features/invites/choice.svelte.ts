/** The invites chosen in a list whose order is at hand. */
import { Chosen } from '../../app/chosen.svelte';
import type { RecordId } from '../../backend';

export class Choice extends Chosen<RecordId> {
  /** Everything from where the choice began to this row, of a list in this order. */
  extend(all: readonly RecordId[], index: number): void {
    const anchor = (this.anchor ??= this.index ?? index);
    const those = all.slice(Math.min(anchor, index), Math.max(anchor, index) + 1);
    this.chosen = new Set(those);
    this.active = all[index] ?? this.active;
    this.index = index;
  }

  /** After a change: these are what the list holds now, in its order. */
  settle(all: readonly RecordId[]): void {
    const at = this.active === null ? -1 : all.indexOf(this.active);
    if (at >= 0) this.index = at;
    if (!this.many) this.anchor = this.index;
    else {
      const there = new Set(all);
      this.chosen = new Set(this.ids.filter((id) => there.has(id) || id === this.active));
    }
  }
}
