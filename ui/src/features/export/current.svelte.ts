/** The export dialog of the window, opened from menus, keys and the bulk bar. */
import { backend, progressTo } from '../../backend';
import { Export } from './export.svelte';
import type { Offer } from './export.svelte';

class Exporting {
  work = $state.raw<Export | null>(null);

  open(offers: readonly Offer[]) {
    this.work ??= new Export(
      {
        export: (format, what, told) => backend.export(format, what, progressTo(told)),
        cancel: () => backend.cancel(),
      },
      offers,
    );
  }

  close() {
    this.work = null;
  }
}

export const exporting = new Exporting();
