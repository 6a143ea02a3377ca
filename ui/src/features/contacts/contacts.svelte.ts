/** The contacts screen: which rows are shown, what is chosen, what is searched for. */
import { app } from '../../app/app.svelte';
import { settings } from '../../app/settings.svelte';
import { backend } from '../../backend';
import type { ContactId, Hit, List, Sort } from '../../backend';
import { Rows } from './rows.svelte';
import { Selection } from './selection.svelte';
import { listSource, searchSource } from './source';
import type { Source } from './source';

export type Pane = 'list' | 'detail';

export class Contacts {
  words = $state('');
  /** Which pane a narrow window shows. */
  pane = $state<Pane>('list');
  /** What is being made: a new person or company, in the detail pane. */
  adding = $state<'person' | 'company' | 'own' | null>(null);
  /** Set when the open contact's name should be edited as soon as it shows. */
  rename = $state(0);
  readonly rows = new Rows((thrown) => void app.attempt(Promise.reject(thrown)));
  readonly selection = new Selection();
  /** Whether a row is in view. */
  inView: (index: number) => boolean = () => false;
  /** Called with a row that should be seen. */
  reveal: (index: number, where?: 'near' | 'top') => void = () => undefined;

  get searching(): boolean {
    return this.words.trim() !== '';
  }

  #turn = 0;
  #asking = false;
  /** What was asked for last: answers on the way to an earlier list are dropped. */
  #newest: Source | null = null;

  #source(list: List, sort: Sort): Source {
    return (this.#newest = this.searching ? searchSource(this.words, list) : listSource(list, sort));
  }

  /** Shows a list, with the contact that was open before where it is in it. */
  async show(list: List, sort: Sort): Promise<void> {
    const source = this.#source(list, sort);
    const wanted = this.selection.active ?? settings.now.selected;
    const at = wanted === null ? null : await source.position(wanted).catch(() => null);
    if (this.#newest !== source) return;
    await this.rows.open(source, at ?? 0);
    if (this.rows.source !== source) return;
    if (wanted !== null && at !== null) {
      this.selection.pick(wanted, at);
      this.reveal(at);
    } else if (!this.searching) {
      this.reveal(0, 'top');
      this.#openFirst();
    } else this.selection.moved(null);
  }

  /** Searches as one types; the open contact stays open where it is found, else the first one found opens. One question is on its way at a time, the last one typed wins. */
  async search(words: string, list: List, sort: Sort): Promise<void> {
    const before = this.searching;
    this.words = words;
    if (!this.searching) return before ? this.show(list, sort) : undefined;
    if (this.#asking) return;
    this.#asking = true;
    try {
      for (let asked = ''; this.searching && asked !== this.words;) {
        asked = this.words;
        await this.#ask(this.#source(list, sort));
      }
    } finally {
      this.#asking = false;
    }
  }

  async #ask(source: Source): Promise<void> {
    await this.rows.open(source);
    if (this.rows.source !== source) return;
    this.reveal(0, 'top');
    const active = this.selection.active;
    const at = active === null ? null : this.rows.indexOf(active);
    const first = this.rows.at(0);
    if (at === null && first && !this.selection.many) this.selection.pick(first.row.id, 0);
    else this.selection.moved(at);
  }

  /** After any change: the same rows again, the open contact where it is now. */
  async refresh(): Promise<void> {
    const { active, index } = this.selection;
    const wasSeen = index !== null && this.inView(index);
    await this.rows.reload();
    if (active === null) return;
    const at =
      this.rows.indexOf(active) ?? (await this.rows.source?.position(active).catch(() => null)) ?? null;
    if (this.selection.active !== active) return;
    if (at !== null) {
      this.selection.moved(at);
      if (wasSeen && at !== index) this.reveal(at);
    } else if (await this.#gone(active)) await this.openAt(Math.min(index ?? 0, this.rows.total - 1));
    else this.selection.moved(null);
  }

  async #gone(id: ContactId): Promise<boolean> {
    if (!this.searching) return true;
    const contact = await backend.contact(id).catch(() => null);
    return contact === null || contact.trashed_at !== null;
  }

  #openFirst(): void {
    const first = this.rows.at(0);
    if (first) this.selection.pick(first.row.id, 0);
    else this.selection.clear();
  }

  /** Opens the row at an index, fetching its id when the row isn't there yet. */
  async openAt(index: number, how: 'pick' | 'extend' = 'pick'): Promise<void> {
    if (index < 0 || index >= this.rows.total) return void (this.rows.total === 0 && this.selection.clear());
    // The next key press moves on from here, whether the row is there already or not.
    const turn = ++this.#turn;
    this.selection.step(index);
    this.reveal(index);
    const id = await this.#idAt(index);
    if (id === undefined || turn !== this.#turn) return;
    if (how === 'extend') await this.extend(id, index);
    else this.open(id, index);
  }

  async #idAt(index: number): Promise<ContactId | undefined> {
    const hit = this.rows.at(index);
    if (hit) return hit.row.id;
    return (await app.attempt(this.rows.source?.ids(index, 1) ?? Promise.resolve([])))?.[0];
  }

  open(id: ContactId, index: number | null): void {
    this.adding = null;
    this.#turn += 1;
    this.selection.pick(id, index);
    settings.set({ selected: id });
  }

  async extend(id: ContactId, index: number): Promise<void> {
    const turn = ++this.#turn;
    const { offset, length } = this.selection.rangeTo(index);
    const ids = await app.attempt(this.rows.source?.ids(offset, length) ?? Promise.resolve([]));
    if (ids && turn === this.#turn) this.selection.range(ids, id, index);
  }

  async selectAll(): Promise<void> {
    const ids = await app.attempt(this.rows.source?.ids(0, this.rows.total) ?? Promise.resolve([]));
    if (ids) this.selection.all(ids);
  }

  /** What the search found in the open contact. */
  matches(id: ContactId): Hit['matches'] {
    const at = this.rows.words === '' ? null : this.rows.indexOf(id);
    return at === null ? [] : (this.rows.at(at)?.matches ?? []);
  }

  /** Opens the form for a new contact, or for the own card. */
  add(kind: 'person' | 'company' | 'own'): void {
    this.adding = kind;
    this.pane = 'detail';
  }

  /** Closes the form; with an id, the contact that was made is opened. */
  async added(id: ContactId | null): Promise<void> {
    this.adding = null;
    if (id === null) {
      this.pane = 'list';
      return;
    }
    this.words = '';
    this.selection.pick(id, null);
    await this.show(settings.now.list, settings.now.sort);
    this.open(id, this.selection.active === id ? this.selection.index : null);
  }

  async trash(ids: ContactId[]): Promise<void> {
    const changed = await app.perform(backend.trash(ids.map((id) => ({ entity: 'contact', id }))));
    if (changed) this.#left(ids);
  }

  async hide(ids: ContactId[]): Promise<void> {
    const changed = await app.perform(backend.hide(ids));
    if (changed) this.#left(ids);
  }

  #left(ids: ContactId[]): void {
    if (this.selection.many) this.selection.single();
    if (this.selection.active !== null && ids.includes(this.selection.active)) this.pane = 'list';
  }
}

export const contacts = new Contacts();
