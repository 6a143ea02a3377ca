/** Where rows and section heads stand in a list of fixed heights. */
import type { Section, SectionCount } from '../../backend';

export interface Head {
  section: Section;
  /** First row of the section. */
  first: number;
  count: number;
  top: number;
}

export class Geometry {
  readonly heads: Head[] = [];
  readonly height: number;

  /** Without sections, or with sections that don't add up to `total`, there are no heads. */
  constructor(
    readonly total: number,
    sections: readonly SectionCount[],
    readonly row: number,
    readonly head: number,
  ) {
    const sum = sections.reduce((all, each) => all + each.count, 0);
    if (sum === total) {
      let first = 0;
      for (const { section, count } of sections) {
        if (count === 0) continue;
        this.heads.push({ section, first, count, top: first * row + this.heads.length * head });
        first += count;
      }
    }
    this.height = total * row + this.heads.length * head;
  }

  /** Top of a row. */
  top(index: number): number {
    return index * this.row + this.#headsUpTo(index) * this.head;
  }

  /** The row at a height; the first one below a head's. */
  at(y: number): number {
    const head = this.heads.findLast((each) => each.top <= y);
    const from = head ? head.first : 0;
    const start = head ? head.top + this.head : 0;
    const within = Math.floor(Math.max(0, y - start) / this.row);
    const last = head ? head.first + head.count - 1 : this.total - 1;
    return Math.max(0, Math.min(from + within, last));
  }

  /** The section that a row stands in. */
  headOf(index: number): Head | undefined {
    return this.heads.findLast((each) => each.first <= index);
  }

  /** Rows and heads that touch a view, with `overscan` rows more on both sides. */
  visible(top: number, height: number, overscan: number): { first: number; last: number; heads: Head[] } {
    if (this.total === 0) return { first: 0, last: -1, heads: [] };
    const first = Math.max(0, this.at(top) - overscan);
    const last = Math.min(this.total - 1, this.at(top + height) + overscan);
    const heads = this.heads.filter((each) => each.first <= last && each.first + each.count > first);
    return { first, last, heads };
  }

  /** How far to scroll so that a row is seen, its section's head with it when it is the first; `null` when it is. */
  reveal(index: number, top: number, height: number): number | null {
    const isFirst = this.heads.some((each) => each.first === index);
    const upper = this.top(index) - (isFirst ? this.head : 0);
    const lower = this.top(index) + this.row;
    if (upper < top) return Math.max(0, upper);
    return lower > top + height ? Math.max(0, lower - height) : null;
  }

  #headsUpTo(index: number): number {
    return this.heads.filter((each) => each.first <= index).length;
  }
}
