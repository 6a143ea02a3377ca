/** The dialogs around codes that can be open: one contact's code, or a sheet of cards. */
import { settings } from '../../app/settings.svelte';
import { backend } from '../../backend';
import type { ContactId } from '../../backend';
import { Showing } from './showing.svelte';

class Codes {
  showing = $state.raw<Showing | null>(null);
  /** Whose cards are to be printed. */
  printing = $state.raw<ContactId[] | null>(null);

  show(id: ContactId) {
    this.showing = new Showing(
      id,
      {
        code: backend.code,
        save: backend.saveCode,
        copy: backend.copyCode,
        remember: (code) => settings.set({ code }),
      },
      settings.now.code,
    );
  }

  print(ids: ContactId[]) {
    this.printing = ids;
  }

  close() {
    this.showing = null;
    this.printing = null;
  }
}

export const codes = new Codes();
