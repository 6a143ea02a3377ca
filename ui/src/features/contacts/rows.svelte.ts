/** The rows of one list, fetched in pieces around what is seen. Answers to what nobody asks any more are dropped. */
import type { ContactId, Hit, SectionCount } from '../../backend';
import type { Page, Source } from './source';

/** Rows asked for at once: about a screenful. */
export const CHUNK = 24;
const CHUNKS_KEPT = 40;

export class Rows {
  total = $state(0);
  inTrash = $state(0);
  sections = $state.raw<SectionCount[]>([]);
  /** Set once the first answer is there. */
  ready = $state(false);
  /** What the shown rows were searched for. */
  words = $state('');

  #chunks = $state.raw<ReadonlyMap<number, Hit[]>>(new Map());
  #source: Source | null = null;
  #generation = 0;
  #latest: Promise<void> = Promise.resolve();
  #filling = false;
  #first = 0;
  #last = 0;
  #onfail: (thrown: unknown) => void;

  constructor(onfail: (thrown: unknown) => void) {
    this.#onfail = onfail;
  }

  get source(): Source | null {
    return this.#source;
  }

  at(index: number): Hit | undefined {
    return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK];
  }

  /** Where a contact stands among the rows fetched so far. */
  indexOf(id: ContactId): number | null {
    for (const [chunk, hits] of this.#chunks) {
      const at = hits.findIndex((hit) => hit.row.id === id);
      if (at >= 0) return chunk * CHUNK + at;
    }
    return null;
  }

  /** Shows another list from its beginning, or from `first` on; what is shown stays until the answer is there. */
  open(source: Source, first = 0): Promise<void> {
    this.#source = source;
    this.#first = first;
    this.#last = first;
    return this.reload();
  }

  /** Fetches again what is seen, and shows it at once; overtaken by another question, it ends with that one's answer. */
  reload(): Promise<void> {
    this.#latest = this.#fetch();
    return this.#latest;
  }

  async #fetch(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const generation = ++this.#generation;
    try {
      const chunks = [...new Set([Math.floor(this.#first / CHUNK), Math.floor(this.#last / CHUNK)])];
      const [pages, sections] = await Promise.all([
        Promise.all(chunks.map((chunk) => source.page(chunk * CHUNK, CHUNK))),
        source.sections(),
      ]);
      if (generation !== this.#generation) return await this.#latest;
      this.#chunks = new Map(chunks.map((chunk, at) => [chunk, pages[at]?.hits ?? []]));
      const page = pages[0];
      if (page) this.#take(source, page, sections);
    } catch (thrown) {
      if (generation === this.#generation) this.#onfail(thrown);
      return;
    }
    await this.#fill();
  }

  /** Says which rows are seen; missing ones are fetched. */
  want(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    void this.#fill();
  }

  #take(source: Source, page: Page, sections: SectionCount[]): void {
    this.total = page.total;
    this.inTrash = page.inTrash;
    this.sections = page.sections ?? sections;
    this.words = source.words;
    this.ready = true;
  }

  async #fill(): Promise<void> {
    if (this.#filling || !this.ready) return;
    this.#filling = true;
    try {
      for (let chunk = this.#missing(); chunk !== null; chunk = this.#missing()) {
        const generation = this.#generation;
        const page = await this.#source?.page(chunk * CHUNK, CHUNK);
        if (!page) break;
        if (generation !== this.#generation) continue;
        if (page.total !== this.total) {
          void this.reload();
          break;
        }
        this.#keep(chunk, page.hits);
      }
    } catch (thrown) {
      this.#onfail(thrown);
    } finally {
      this.#filling = false;
    }
  }

  #missing(): number | null {
    const last = Math.min(this.#last, this.total - 1);
    for (let chunk = Math.floor(this.#first / CHUNK); chunk * CHUNK <= last; chunk += 1)
      if (!this.#chunks.has(chunk)) return chunk;
    return null;
  }

  #keep(chunk: number, hits: Hit[]): void {
    const here = this.#first / CHUNK;
    const kept = [...this.#chunks, [chunk, hits] as const].sort(
      ([one], [other]) => Math.abs(one - here) - Math.abs(other - here),
    );
    this.#chunks = new Map(kept.slice(0, CHUNKS_KEPT));
  }
}
