/** Which rows of a list are chosen, and which one is open. One is the usual case; more come with Ctrl/⌘, Shift and select-all. */
export class Chosen<Id extends number> {
  /** The one that is open, and that keys move from. */
  active = $state<Id | null>(null);
  /** Where it stands in the list; `null` while unknown. */
  index = $state<number | null>(null);
  protected chosen = $state.raw<ReadonlySet<Id>>(new Set());
  /** Where a range begins. */
  protected anchor: number | null = null;

  get size(): number {
    return this.chosen.size;
  }

  get many(): boolean {
    return this.chosen.size > 1;
  }

  get ids(): Id[] {
    return [...this.chosen];
  }

  has(id: Id): boolean {
    return this.chosen.has(id);
  }

  /** This one alone. */
  pick(id: Id, index: number | null): void {
    this.active = id;
    this.index = index;
    this.anchor = index;
    this.chosen = new Set([id]);
  }

  /** This one too, or no longer; the last one left stays. */
  toggle(id: Id, index: number): void {
    const chosen = new Set(this.chosen);
    if (chosen.has(id) && chosen.size > 1) chosen.delete(id);
    else chosen.add(id);
    this.chosen = chosen;
    this.anchor = index;
    this.index = index;
    this.active = chosen.has(id) ? id : ([...chosen].at(-1) ?? null);
  }

  all(ids: readonly Id[]): void {
    this.chosen = new Set(ids);
    if (this.active !== null && this.chosen.has(this.active)) return;
    this.active = ids[0] ?? null;
    this.index = ids.length > 0 ? 0 : null;
  }

  /** Back to the open one alone. */
  single(): void {
    if (this.active === null) this.chosen = new Set();
    else this.pick(this.active, this.index);
  }

  clear(): void {
    this.active = this.index = this.anchor = null;
    this.chosen = new Set();
  }
}
