/** The duplicates of the window: their screen keeps its place while another one is shown. */
import { app } from '../../app/app.svelte';
import { backend, progressTo } from '../../backend';
import { Duplicates } from './duplicates.svelte';

export const duplicates = new Duplicates({
  tell: (changed) => app.tell(changed),
  pairs: (imported, offset, limit, told) => backend.duplicates(imported, offset, limit, progressTo(told)),
  cancel: () => backend.cancelDuplicates(),
  compare: (one, other, take) => backend.compare(one, other, take),
  merge: (keep, other, take) => backend.merge(keep, other, take),
  setDifferent: (one, other, different) => backend.setDifferent(one, other, different),
  counted: (total) => (app.duplicates = total),
});
