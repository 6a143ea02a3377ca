/** The window as a whole: which book is open, which screen shows, what stands in the sidebar, and what follows a change. */
import { backend, Failed, on, progressTo } from '../backend';
import type {
  AppState,
  BackupFailure,
  BookState,
  Changed,
  ContactId,
  Counts,
  Home,
  InviteFilter,
  Picked,
  ReadCode,
  RecordId,
} from '../backend';
import { m } from '../i18n/index.svelte';
import { doneText, failureText } from '../i18n/sentences';
import { drawVariants } from '../i18n/text';
import { macKeys, useMacKeys } from './keys';
import { settings } from './settings.svelte';
import { toasts } from './toasts.svelte';

export type Screen =
  | 'opening'
  | 'home'
  | 'run'
  | 'services'
  | 'invites'
  | 'templates'
  | 'backups'
  | 'contacts'
  | 'duplicates'
  | 'trash'
  | 'import'
  | 'settings'
  | 'changes'
  | 'start'
  | 'locked'
  | 'problem';

/** Where one is, to come back to. */
interface Place {
  screen: Screen;
  run: RecordId | null;
  service: RecordId | null;
}

const none: Counts = { all: 0, people: 0, partners: 0, hidden: 0, trash: 0, groups: [], own: null };

const anyInvite: InviteFilter = {
  state: null,
  kind: null,
  batch: null,
  contact: null,
  service: null,
  query: '',
};

const DUPLICATES_AFTER_MS = 1500;
const OVERVIEW_AFTER_MS = 200;

class App {
  screen = $state<Screen>('contacts');
  book = $state<BookState | null>(null);
  platform = $state<AppState['platform']>('linux');
  version = $state('');
  counts = $state<Counts>(none);
  /** Pairs that are likely one person; `null` until they were counted. */
  duplicates = $state<number | null>(null);
  /** Runs, broken rules and deadlines: what the home screen and the sidebar show. `null` until it was read. */
  overview = $state.raw<Home | null>(null);
  /** The run that shows, or showed last. */
  run = $state<RecordId | null>(null);
  /** The step that a run is opened at, taken by its screen; `null` means the one to go on with. */
  runStep = $state<string | null>(null);
  /** The service that shows. */
  service = $state<RecordId | null>(null);
  /** An invite asked for from elsewhere, taken by the register. */
  invite = $state<RecordId | null>(null);
  /** Invites that something may still come of: drafts, and what was sent. */
  openInvites = $state(0);
  /** Where today's backup could not be made. */
  backupFailed = $state.raw<BackupFailure[]>([]);
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
  /** Asks about a code that nobody read in this window: a link that the app was opened with. */
  takeCode: ((code: ReadCode) => void) | null = null;
  /** Goes up whenever contacts, groups, records or the trash changed; lists reload by it. */
  revision = $state(0);
  /** As `locked`, for what is taken down with the screens: there a state still reads as it was before. */
  fallen = false;
  /** Where the lock fell. */
  #left: Place | null = null;
  #lastChange: number | null = null;
  #duplicatesSoon: ReturnType<typeof setTimeout> | undefined;
  #overviewSoon: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    on('changed', (changed) => this.#follow(changed));
    on('files_dropped', (picked) => this.dropped(picked));
    on('link_opened', () => void this.takeLinks());
    on('backup', (failed) => (this.backupFailed = failed));
    on('drag', (drag) => (this.dragging = drag === 'over' && !this.locked));
    const state = await backend.appState();
    await this.take(state);
    if (state.book.state === 'opening') await this.take(await backend.opened());
  }

  /** Takes over what the shell says about the book: at the start, and when the sample book is opened or closed. */
  async take(state: AppState, at: Place | null = null): Promise<void> {
    settings.take(state);
    this.platform = state.platform;
    this.version = state.version;
    useMacKeys(state.platform === 'macos');
    drawVariants(state.platform !== 'linux');
    if (state.book.state === 'opening') this.screen = 'opening';
    else if (state.book.state === 'failed') this.screen = 'problem';
    else if (state.book.state === 'locked') this.#leave();
    else {
      this.fallen = false;
      this.duplicates = this.runStep = this.invite = this.#left = null;
      this.run = at?.run ?? null;
      this.service = at?.service ?? null;
      await Promise.all([this.count(), this.look()]);
      this.screen = at?.screen ?? (this.#waits ? 'home' : state.book.empty ? 'start' : 'contacts');
      this.revision += 1;
    }
    this.book = state.book;
    void this.takeLinks();
  }

  /** The lock is open: back to where it fell. */
  async unlocked(state: AppState): Promise<void> {
    await this.take(state, this.#left);
  }

  /** The same book, told anew: its lock was set or removed, or that failed, and perhaps it isn't open any more. */
  async retell(state: AppState): Promise<void> {
    if (state.book.state === 'open') this.book = state.book;
    else await this.take(state);
  }

  /** Nothing of the book stays in view. */
  #leave(): void {
    const { screen, run, service } = this;
    if (this.book?.state === 'open' && !this.book.sample) this.#left = { screen, run, service };
    this.fallen = true;
    this.screen = 'locked';
    this.lists = this.dragging = false;
    this.counts = none;
    this.overview = this.duplicates = null;
    this.openInvites = 0;
  }

  get locked(): boolean {
    return this.book?.state === 'locked';
  }

  /** What the app was opened with waits in the shell until the book is open and somebody can ask about it. */
  async takeLinks(): Promise<void> {
    while (this.book?.state === 'open' && this.takeCode) {
      const take = this.takeCode;
      const code = await this.attempt(backend.takeLink());
      if (!code) return;
      take(code);
    }
  }

  /** Something is to be gone on with or put right: the book opens there. */
  get #waits(): boolean {
    return this.overview !== null && this.overview.runs.length + this.overview.broken.length > 0;
  }

  /** Where leaving a screen leads. */
  get home(): Screen {
    if (this.book?.state === 'failed') return 'problem';
    if (this.book?.state === 'opening') return 'opening';
    if (this.book?.state === 'locked') return 'locked';
    return this.book?.empty ? 'start' : 'contacts';
  }

  go(screen: Screen): void {
    if (this.locked) return;
    this.screen = screen;
    this.lists = false;
  }

  /** Opens a run, at the step to go on with or at this one. */
  openRun(id: RecordId, step: string | null = null): void {
    this.run = id;
    this.runStep = step;
    this.go('run');
  }

  openService(id: RecordId): void {
    this.service = id;
    this.go('services');
  }

  openInvite(id: RecordId): void {
    this.invite = id;
    this.go('invites');
  }

  /** In a window with room for one pane: the sidebar in place of everything else. */
  showLists(): void {
    this.lists = true;
  }

  /** Files let go over the window, or copied and pasted. */
  dropped(picked: Picked): void {
    this.dragging = false;
    if (!this.locked && !this.takeFiles?.(picked)) this.importFiles(picked);
  }

  importFiles(picked: Picked): void {
    this.dragging = false;
    this.picked = picked;
    this.screen = 'import';
  }

  async pickFiles(): Promise<void> {
    if (this.locked) return;
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
    const undoable = !['purge', 'undo_import', 'step', 'undo', 'redo'].includes(changed.verb ?? '');
    toasts.show({
      text,
      action: undoable
        ? {
            label: changed.verb === 'restore' ? m.changes_undo() : m.common_undo(),
            run: () => void this.takeBack(id, changed.verb !== 'start_run'),
          }
        : undefined,
    });
  }

  /** A sentence with undo of a change that was made without one. */
  offerUndo(text: string, change: number): void {
    toasts.show({ text, action: { label: m.common_undo(), run: () => void this.takeBack(change) } });
  }

  /**
   * Undoes this change; by plain undo when it is the last one, so that redo brings it back. The start of a run is none of those
   * that undo goes through (`stacked`).
   */
  async takeBack(change: number, stacked = true): Promise<void> {
    const last = stacked && this.#lastChange === change;
    await this.perform(last ? backend.undo() : backend.undoChange(change));
  }

  async undo(): Promise<void> {
    await this.perform(backend.undo());
  }

  async redo(): Promise<void> {
    await this.perform(backend.redo());
  }

  /** Waits for work; a failure becomes a toast and `null`. Of what the lock cut off nothing is said. */
  async attempt<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled' && failed.code !== 'locked')
        toasts.show({ text: failureText(failed), tone: 'problem' });
      return null;
    }
  }

  get macKeys(): boolean {
    return macKeys();
  }

  #follow(changed: Changed): void {
    if (changed.change !== null) this.#lastChange = changed.change;
    if (!changed.contacts && !changed.groups && !changed.trash && !changed.records) return;
    this.revision += 1;
    this.lookSoon();
    if (!changed.contacts && !changed.groups && !changed.trash) return;
    if (this.book?.state === 'open' && this.book.empty && changed.contacts) this.book.empty = false;
    void this.count();
  }

  /** Reads the overview again once changes rest, and when the window comes back, for the day may have changed. */
  lookSoon(): void {
    clearTimeout(this.#overviewSoon);
    this.#overviewSoon = setTimeout(() => {
      if (this.book?.state === 'open') void this.look();
    }, OVERVIEW_AFTER_MS);
  }

  async look(): Promise<void> {
    clearTimeout(this.#overviewSoon);
    const [overview, invites] = await Promise.all([
      this.attempt(backend.home()),
      this.attempt(backend.invites(anyInvite, 0, 0)),
    ]);
    if (overview) this.overview = overview;
    if (invites) this.openInvites = invites.counts.drafted + invites.counts.sent;
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
