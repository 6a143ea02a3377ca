/** The trash of the window: its screen and the notice outside it look at the same one. */
import { app } from '../../app/app.svelte';
import { backend } from '../../backend';
import { Trash } from './trash.svelte';

const HUSHED = 'enishi.trash.hushed';

export const trash = new Trash({
  trashPage: (offset, limit) => backend.trashPage(offset, limit),
  trashIds: (offset, limit) => backend.trashIds(offset, limit),
  restore: (entities) => backend.restore(entities),
  purge: (entities) => backend.purge(entities),
  due: () => backend.due(),
  showDue: () => backend.showDue(),
  keepDue: () => backend.keepDue(),
  purgeDue: () => backend.purgeDue(),
  remembered: () => localStorage.getItem(HUSHED) ?? '',
  remember: (hushed) => localStorage.setItem(HUSHED, hushed),
  tell: (changed) => app.tell(changed),
});
