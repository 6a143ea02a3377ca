import { Failed } from '../../backend';
import type { Progress, RecordId } from '../../backend';

/** What is read, and for which row. */
export interface About {
  readonly run: RecordId;
  readonly step: string;
  /** Of a backup; `null` beside the step. */
  readonly row: string | null;
  readonly how: 'put' | 'open' | 'seal';
  /** As far as they are known before. */
  readonly names: readonly string[];
  /** A dialog of the system's asks first. */
  readonly asks: boolean;
}

export interface Reading extends About {
  readonly id: number;
  readonly begun: boolean;
  readonly cancelling: boolean;
  readonly progress: Progress | null;
}

/** While a dialog of the system's asks, nothing is read. */
export function isReading({ asks, begun, progress }: Reading): boolean {
  return !asks || !begun || progress !== null;
}

/** Files that are read: one after the other, beside whatever else is saved of a run meanwhile. */
export class Readings {
  all = $state.raw<readonly Reading[]>([]);
  readonly #cancel: () => Promise<unknown>;
  #queue: Promise<unknown> = Promise.resolve();
  #last = 0;

  constructor(cancel: () => Promise<unknown>) {
    this.#cancel = cancel;
  }

  /** Reads when its turn comes; fails with `cancelled` where it was taken away before. */
  add<T>(about: About, read: (told: (progress: Progress) => void) => Promise<T>): Promise<T> {
    const id = ++this.#last;
    this.all = [...this.all, { ...about, id, begun: false, cancelling: false, progress: null }];
    const turn = this.#queue.then(async () => {
      if (!this.#of(id)) throw new Failed('cancelled', {});
      this.#change(id, { begun: true });
      try {
        return await read((progress) => this.#change(id, { progress }));
      } finally {
        this.#remove(id);
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async cancel(id: number): Promise<void> {
    const reading = this.#of(id);
    if (!reading || reading.cancelling) return;
    if (!reading.begun) return this.#remove(id);
    this.#change(id, { cancelling: true });
    await this.#cancel().catch(() => null);
  }

  #of(id: number): Reading | undefined {
    return this.all.find((reading) => reading.id === id);
  }

  #change(id: number, to: Partial<Reading>): void {
    this.all = this.all.map((reading) => (reading.id === id ? { ...reading, ...to } : reading));
  }

  #remove(id: number): void {
    this.all = this.all.filter((reading) => reading.id !== id);
  }
}
