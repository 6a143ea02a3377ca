/** The daily copies of the window, and the dialogs that archive and restore, opened from the screen, menus and the problem screen. */
import { app } from '../../app/app.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend, progressTo } from '../../backend';
import type { DailyCopy } from '../../backend';
import { localDay } from '../../i18n/days';
import { Archiving } from './archiving.svelte';
import { Daily } from './daily.svelte';
import { Restoring } from './restoring.svelte';

export const daily = new Daily({
  backups: () => backend.backups(),
  checkBackups: (told) => backend.checkBackups(progressTo(told)),
  backUpNow: (told) => backend.backUpNow(progressTo(told)),
  backUp: (told) => backend.backUp(progressTo(told)),
  chooseSecondPlace: () => backend.chooseSecondPlace(),
  dropSecondPlace: () => backend.dropSecondPlace(),
  revealBackups: () => backend.revealBackups(),
  cancel: () => backend.cancel(),
  today: () => app.overview?.today ?? localDay(),
});

class Bringing {
  archiving = $state.raw<Archiving | null>(null);
  restoring = $state.raw<Restoring | null>(null);

  archive(): void {
    if (this.archiving || this.restoring) return;
    this.archiving = new Archiving(
      {
        archive: (passphrase, told) => backend.archive(passphrase, progressTo(told)),
        cancel: () => backend.cancel(),
      },
      app.book?.state === 'open' && app.book.guarded,
    );
  }

  /** With a daily copy begins with its contents, else with the choice. */
  restore(copy: DailyCopy | null = null): void {
    if (this.archiving || this.restoring) return;
    const work = new Restoring(
      {
        backups: () => backend.backups(),
        pick: () => backend.pickIncoming(),
        open: (token, passphrase, told) => backend.openIncoming(token, passphrase, progressTo(told)),
        openDaily: (name, place, passphrase, told) =>
          backend.openDaily(name, place, passphrase, progressTo(told)),
        present: () => backend.contents(),
        previewMerge: (told) => backend.previewMerge(progressTo(told)),
        merge: (told) => backend.mergeIncoming(progressTo(told)),
        replace: (settings) => backend.replaceIncoming(settings),
        drop: () => backend.dropIncoming(),
        undo: (id) => backend.undoImport(id),
        cancel: () => backend.cancel(),
        reload: async (state) => {
          // What it offers to undo was done in the former book.
          toasts.close();
          await app.take(state);
        },
      },
      app.book?.state === 'open' && !app.book.sample,
    );
    this.restoring = work;
    void work.begin(copy);
  }

  /** The book was locked: what is open of it goes, unless it is the work on the lock screen itself. */
  async leave(): Promise<void> {
    const work = this.restoring;
    if (work?.task.busy) return;
    this.close();
    await work?.close();
  }

  close(): void {
    this.archiving?.forget();
    this.archiving = this.restoring = null;
  }
}

export const bringing = new Bringing();
