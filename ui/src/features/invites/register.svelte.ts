/** All invites in one list: what is looked for in it, which are chosen, which one is open, and what becomes of them. */
import { Pieces } from '../../app/pieces.svelte';
import { Failed } from '../../backend/failure';
import type {
  Changed,
  Edit,
  Entity,
  InviteBatch,
  InviteCounts,
  InviteFilter,
  InviteKind,
  InviteMark,
  InvitePage,
  InviteRow,
  InviteState,
  InviteView,
  Made,
  RecordId,
} from '../../backend';
import { Choice } from './choice.svelte';

/** What the register needs of the backend. */
export interface RegisterDoor {
  invites(filter: InviteFilter, offset: number, limit: number): Promise<InvitePage>;
  inviteIds(filter: InviteFilter): Promise<RecordId[]>;
  invite(id: RecordId): Promise<InviteView>;
  editInvite(id: RecordId, edits: Edit[]): Promise<Changed>;
  markInvites(ids: RecordId[], mark: InviteMark): Promise<Changed>;
  reissueInvite(id: RecordId, url: string): Promise<Made>;
  trash(entities: Entity[]): Promise<Changed>;
  /** Says what was done, with undo. */
  tell(changed: Changed): void;
  marked(mark: InviteMark, changed: Changed): void;
  fail(failed: Failed): void;
}

/** Typing rests so long before it is looked for. */
const REST_MS = 150;

export class Register {
  state = $state<InviteState | null>(null);
  kind = $state<InviteKind | null>(null);
  batch = $state<number | null>(null);
  words = $state('');
  readonly rows: Pieces<InviteRow>;
  readonly choice = new Choice();
  counts = $state.raw<InviteCounts | null>(null);
  batches = $state.raw<readonly InviteBatch[]>([]);
  /** The open one. */
  view = $state.raw<InviteView | null>(null);
  /** Which of both a narrow window shows. */
  pane = $state<'list' | 'detail'>('list');
  failure = $state.raw<Failed | null>(null);
  busy = $state(false);
  /** Called with a row that should be seen. */
  reveal: (index: number) => void = () => undefined;

  readonly #door: RegisterDoor;
  #ids: RecordId[] | null = null;
  #turn = 0;
  #opening = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(door: RegisterDoor) {
    this.#door = door;
    this.rows = new Pieces(async (offset, limit) => {
      const { filter } = this;
      const page = await door.invites(filter, offset, limit);
      if (JSON.stringify(filter) === JSON.stringify(this.filter)) {
        this.counts = page.counts;
        this.batches = page.batches;
      }
      return { total: page.total, items: page.rows };
    });
  }

  get filter(): InviteFilter {
    const { state, kind, batch, words } = this;
    return { state, kind, batch, contact: null, service: null, query: words.trim() };
  }

  /** Something is left out besides the states. */
  get narrowed(): boolean {
    return this.kind !== null || this.batch !== null || this.words.trim() !== '';
  }

  /** Nothing was ever made, or all of it is gone. */
  get empty(): boolean {
    return this.rows.ready && this.counts?.all === 0 && !this.narrowed;
  }

  /** Reads what is there; what was open stays open. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [, ids] = await Promise.all([this.rows.reload(), this.#door.inviteIds(this.filter)]);
      if (turn !== this.#turn) return;
      this.#ids = ids;
      this.failure = null;
      await this.#settle(ids);
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  /** Shows only some; the first of them opens unless the open one is among them. */
  async show(only: Partial<Pick<Register, 'state' | 'kind' | 'batch' | 'words'>>): Promise<void> {
    clearTimeout(this.#typing);
    Object.assign(this, only);
    this.choice.single();
    await this.load();
    const at = this.choice.active === null ? -1 : (this.#ids?.indexOf(this.choice.active) ?? -1);
    if (at >= 0) this.reveal(at);
    else await this.openAt(0, 'pick');
  }

  /** Looks for words once typing rests. */
  search(words: string): void {
    this.words = words;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.show({}), REST_MS);
  }

  /** Opens an invite asked for from elsewhere, whatever was looked for before. */
  async find(id: RecordId): Promise<void> {
    this.choice.pick(id, null);
    this.pane = 'detail';
    const ids: RecordId[] = await this.#door.inviteIds(this.filter).catch(() => []);
    if (!ids.includes(id)) Object.assign(this, { state: null, kind: null, batch: null, words: '' });
    await this.load();
    if (this.choice.index !== null) this.reveal(this.choice.index);
  }

  /** Keys and clicks: opens the row alone, or chooses from where the choice began up to it. */
  async openAt(to: number, how: 'pick' | 'extend' = 'pick'): Promise<void> {
    const ids = await this.#idsNow();
    const index = Math.max(0, Math.min(to, ids.length - 1));
    const id = ids[index];
    if (id === undefined) {
      this.choice.clear();
      this.view = null;
      return;
    }
    if (how === 'extend') this.choice.extend(ids, index);
    else this.choice.pick(id, index);
    this.reveal(index);
    await this.#open();
  }

  async toggle(id: RecordId, index: number): Promise<void> {
    this.choice.toggle(id, index);
    await this.#open();
  }

  async selectAll(): Promise<void> {
    this.choice.all(await this.#idsNow());
    await this.#open();
  }

  async edit(field: string, value: string): Promise<Failed | null> {
    const { view } = this;
    if (!view) return null;
    const changed = await this.#change(() => this.#door.editInvite(view.row.id, [{ field, value }]));
    if (changed instanceof Failed) return changed;
    this.#door.tell(changed);
    return null;
  }

  /** The same where there is no field to say it at. */
  async set(field: string, value: string): Promise<void> {
    const failed = await this.edit(field, value);
    if (failed) this.#door.fail(failed);
  }

  async mark(mark: InviteMark, ids: RecordId[] = this.choice.ids): Promise<void> {
    if (ids.length === 0 || this.busy) return;
    const changed = await this.#change(() => this.#door.markInvites(ids, mark));
    if (changed instanceof Failed) this.#door.fail(changed);
    else this.#door.marked(mark, changed);
  }

  async remove(ids: RecordId[] = this.choice.ids): Promise<void> {
    if (ids.length === 0 || this.busy) return;
    const entities = ids.map((id): Entity => ({ entity: 'record', id }));
    const changed = await this.#change(async () => {
      const gone = await this.#door.trash(entities);
      // The row that takes its place opens.
      if (this.choice.active !== null && ids.includes(this.choice.active)) {
        this.choice.active = null;
        this.pane = 'list';
      }
      return gone;
    });
    if (changed instanceof Failed) this.#door.fail(changed);
    else this.#door.tell(changed);
  }

  /** A new address in place of a service's; it opens. */
  async reissue(url: string): Promise<Failed | null> {
    const { view } = this;
    if (!view) return null;
    let made: Made | undefined;
    const changed = await this.#change(async () => {
      made = await this.#door.reissueInvite(view.row.id, url);
      return made.changed;
    });
    if (changed instanceof Failed) return changed;
    this.#door.tell(changed);
    if (made) await this.find(made.id);
    return null;
  }

  async #change(act: () => Promise<Changed>): Promise<Changed | Failed> {
    this.busy = true;
    try {
      const changed = await act();
      await this.load();
      return changed;
    } catch (thrown) {
      return Failed.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  async #idsNow(): Promise<RecordId[]> {
    if (this.#ids) return this.#ids;
    return await this.#door.inviteIds(this.filter).catch(() => []);
  }

  /**
   * The list was read anew. What is open stays so, even where it has left the list (a draft that is marked as sent); of one that is
   * gone the row in its place opens.
   */
  async #settle(ids: readonly RecordId[]): Promise<void> {
    const { active, index } = this.choice;
    this.choice.settle(ids);
    if (active !== null && (await this.#open())) return;
    await this.openAt(index ?? 0);
  }

  /** Reads the open one; answers whether it is there. */
  async #open(): Promise<boolean> {
    const turn = ++this.#opening;
    const id = this.choice.active;
    if (id === null) return false;
    try {
      const view = await this.#door.invite(id);
      if (turn === this.#opening) this.view = view;
      return true;
    } catch (thrown) {
      if (turn !== this.#opening) return true;
      const failed = Failed.from(thrown);
      if (failed.code === 'missing') return false;
      this.failure = failed;
      return true;
    }
  }
}
