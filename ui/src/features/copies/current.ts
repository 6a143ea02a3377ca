/** The saved files of the window's book. */
import { backend, progressTo } from '../../backend';
import { Copies } from './copies.svelte';

export const copies = new Copies({
  copies: () => backend.copies(),
  check: (dueOnly, told) => backend.checkCopies(dueOnly, progressTo(told)),
  cancel: () => backend.cancel(),
});
