/** The window as a whole: which book is open, which screen shows, what stands in the sidebar, and what follows a change. */
import { backend, Failed, on, progressTo } from '../backend';
import type { AppState, BookState, Changed, ContactId, Counts, Picked } from '../backend';
import { m } from '../i18n/index.svelte';
import { doneText, failureText } from '../i18n/sentences';
import { drawVariants } from '../i18n/text';
import { macKeys, useMacKeys } from './keys';
import { settings } from './settings.svelte';
import { toasts } from './toasts.svelte';

export type Screen =
  'opening' | 'contacts' | 'duplicates' | 'trash' | 'import' | 'settings' | 'changes' | 'start' | 'problem';

const none: Counts = { all: 0, people: 0, partners: 0, hidden: 0, trash: 0, groups: [], own: null };

const DUPLICATES_AFTER_MS = 1500;

class App {
  screen = $state<Screen>('contacts');
  book = $state<BookState | null>(null);
  platform = $state<AppState['platform']>('linux');
  version = $state('');
  counts = $state<Counts>(none);
  /** Pairs that are likely one person; `null` until they were counted. */
  duplicates = $state<number | null>(null);
  /** Files chosen or dropped, waiting for the import screen. */
  picked = $state<Picked | null>(null);
  /** A file is being dragged over the window. */
  dragging = $state(false);
  /** A narrow window shows the sidebar. */
  lists = $state(false);
  /** The contacts chosen in the list (one or more): what an export of the selection means. */
  chosen = $state.raw<ContactId[]>([]);
  /** Files let go over the window; an offer that answers `true` takes them instead of the import. */
  takeFiles: ((picked: Picked) => boolean) | null = null;
  /** Goes up whenever contacts, groups or the trash changed; lists reload by it. */
  revision = $state(0);
  #lastChange: number | null = null;
  #duplicatesSoon: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    on('changed', (changed) => this.#follow(changed));
    on('files_dropped', (picked) => this.dropped(picked));
    on('drag', (drag) => (this.dragging = drag === 'over'));
    const state = await backend.appState();
    await this.take(state);
    if (state.book.state === 'opening') await this.take(await backend.opened());
  }

  /** Takes over what the shell says about the book: at the start, and when the sample book is opened or closed. */
  async take(state: AppState): Promise<void> {
    settings.take(state);
    this.platform = state.platform;
    this.version = state.version;
    useMacKeys(state.platform === 'macos');
    drawVariants(state.platform !== 'linux');
    if (state.book.state === 'opening') this.screen = 'opening';
    else if (state.book.state === 'failed') this.screen = 'problem';
    else {
      this.duplicates = null;
      await this.count();
      this.screen = state.book.empty ? 'start' : 'contacts';
      this.revision += 1;
    }
    this.book = state.book;
  }

  /** Where leaving a screen leads. */
  get home(): Screen {
    if (this.book?.state === 'failed') return 'problem';
    if (this.book?.state === 'opening') return 'opening';
    return this.book?.empty ? 'start' : 'contacts';
  }

  go(screen: Screen): void {
    this.screen = screen;
    this.lists = false;
  }

  /** In a window with room for one pane: the sidebar in place of everything else. */
  showLists(): void {
    this.lists = true;
  }

  /** Files let go over the window, or copied and pasted. */
  dropped(picked: Picked): void {
    this.dragging = false;
    if (!this.takeFiles?.(picked)) this.importFiles(picked);
  }

  importFiles(picked: Picked): void {
    this.dragging = false;
    this.picked = picked;
    this.screen = 'import';
  }

  async pickFiles(): Promise<void> {
    const picked = await this.attempt(backend.pickImportFiles());
    if (picked) this.importFiles(picked);
  }

  /** Waits for a change, says what was done and offers to take it back; answers `null` when it failed. */
  async perform(change: Promise<Changed>): Promise<Changed | null> {
    const changed = await this.attempt(toasts.during(change, m.common_working()));
    if (changed) this.tell(changed);
    return changed;
  }

  /** Says what was done, with undo. */
  tell(changed: Changed): void {
    const text = doneText(changed);
    if (text === null || changed.change === null) return;
    const id = changed.change;
    const undoable = !['purge', 'undo_import', 'undo', 'redo'].includes(changed.verb ?? '');
    toasts.show({
      text,
      action: undoable
        ? {
            label: changed.verb === 'restore' ? m.changes_undo() : m.common_undo(),
            run: () => void this.takeBack(id),
          }
        : undefined,
    });
  }

  /** A sentence with undo of a change that was made without one. */
  offerUndo(text: string, change: number): void {
    toasts.show({ text, action: { label: m.common_undo(), run: () => void this.takeBack(change) } });
  }

  /** Undoes this change; by plain undo when it is the last one, so that redo brings it back. */
  async takeBack(change: number): Promise<void> {
    await this.perform(this.#lastChange === change ? backend.undo() : backend.undoChange(change));
  }

  async undo(): Promise<void> {
    await this.perform(backend.undo());
  }

  async redo(): Promise<void> {
    await this.perform(backend.redo());
  }

  /** Waits for work; a failure becomes a toast and `null`. */
  async attempt<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled') toasts.show({ text: failureText(failed), tone: 'problem' });
      return null;
    }
  }

  get macKeys(): boolean {
    return macKeys();
  }

  #follow(changed: Changed): void {
    if (changed.change !== null) this.#lastChange = changed.change;
    if (!changed.contacts && !changed.groups && !changed.trash) return;
    this.revision += 1;
    if (this.book?.state === 'open' && this.book.empty && changed.contacts) this.book.empty = false;
    void this.count();
  }

  /** Fetches what stands in the sidebar. */
  async count(): Promise<void> {
    clearTimeout(this.#duplicatesSoon);
    this.#duplicatesSoon = setTimeout(() => void this.#countDuplicates(), DUPLICATES_AFTER_MS);
    const counts = await this.attempt(backend.counts());
    if (counts) this.counts = counts;
  }

  /** Once the hand rests: in a large book it means looking through everybody. */
  async #countDuplicates(): Promise<void> {
    if (this.book?.state !== 'open') return;
    const page = await backend
      .duplicates(
        null,
        0,
        0,
        progressTo(() => undefined),
      )
      .catch(() => null);
    if (page) this.duplicates = page.total;
  }
}

export const app = new App();
