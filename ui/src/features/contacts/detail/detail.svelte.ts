/** The open contact: what it says, what happened to it, and the one place in it that is being edited. */
import { app } from '../../../app/app.svelte';
import { backend, Failed } from '../../../backend';
import type { Change, Contact, ContactId, Edit } from '../../../backend';

const CHANGES_SHOWN = 50;

export class Detail {
  contact = $state.raw<Contact | null>(null);
  changes = $state.raw<Change[]>([]);
  /** The edit path whose value is a field now; a cluster (`name`, `company`, `addresses[0]`) counts as one. */
  editing = $state<string | null>(null);
  problem = $state.raw<Failed | null>(null);
  /** All fields are shown, filled or not. */
  everything = $state(false);
  root: HTMLElement | null = null;
  #generation = 0;
  #saving: Promise<unknown> = Promise.resolve();

  async load(id: ContactId | null): Promise<void> {
    const generation = ++this.#generation;
    if (id === null) return this.#clear();
    if (this.contact?.id !== id) {
      this.editing = null;
      this.everything = false;
    }
    const [contact, changes] = await Promise.all([
      backend.contact(id).catch((thrown: unknown) => Failed.from(thrown)),
      backend.changes(id, CHANGES_SHOWN).catch(() => []),
    ]);
    if (generation !== this.#generation) return;
    if (contact instanceof Failed) return this.#clear();
    this.contact = contact;
    this.changes = changes;
  }

  #clear(): void {
    this.contact = null;
    this.changes = [];
    this.editing = null;
  }

  /** Makes a value a field, after what is being saved is saved. */
  async open(path: string): Promise<void> {
    await this.#saving;
    if (this.contact?.trashed_at !== null) return;
    this.problem = null;
    this.editing = path;
  }

  close(): void {
    this.editing = null;
    this.problem = null;
  }

  /** Saves edits as one change, in the order they were asked for; answers whether they were taken. */
  save(edits: Edit[]): Promise<boolean> {
    const id = this.contact?.id;
    const work = this.#saving.then(async () => {
      if (id === undefined || edits.length === 0) return true;
      try {
        await backend.edit(id, edits);
      } catch (thrown) {
        this.problem = Failed.from(thrown);
        return false;
      }
      if (this.contact?.id === id) await this.load(id);
      return true;
    });
    this.#saving = work;
    return work;
  }

  /** Saves what was typed and closes the field, if it is still the open one. */
  async commit(path: string, edits: Edit[]): Promise<boolean> {
    const taken = await this.save(edits);
    if (taken && this.editing === path) this.close();
    return taken;
  }

  /** The place to edit after (or before) this one, by where they stand on the page. */
  async beside(path: string, by: 1 | -1): Promise<void> {
    const places = (): string[] =>
      [...(this.root?.querySelectorAll<HTMLElement>('[data-edit]') ?? [])].map(
        (each) => each.dataset.edit ?? '',
      );
    const at = places().indexOf(path);
    await this.#saving;
    await new Promise(requestAnimationFrame);
    const now = places();
    const gone = !now.includes(path);
    const next = now[gone && by === 1 ? at : at + by];
    if (next !== undefined && next !== path) await this.open(next);
  }

  /** Saves a single edit without a field (labels, side, kind …). */
  async set(field: string, value: string): Promise<void> {
    const taken = await this.save([{ field, value }]);
    if (!taken && this.problem) void app.attempt(Promise.reject(this.problem));
  }

  /** The focus goes back to a value after its field closed. */
  focus(path: string): void {
    requestAnimationFrame(() =>
      this.root?.querySelector<HTMLElement>(`[data-edit="${CSS.escape(path)}"]`)?.focus(),
    );
  }
}
