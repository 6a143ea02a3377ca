/** The one import of the window; it goes on while another screen is shown. */
import { backend, progressTo } from '../../backend';
import { Import } from './import.svelte';
import { problemWords } from './reasons';

export const importing = new Import({
  pick: () => backend.pickImportFiles(),
  lookAt: (token, reading) => backend.lookAt(token, reading),
  preview: (token, options, told) => backend.preview(token, options, progressTo(told)),
  people: (fate, offset, limit) => backend.previewPeople(fate, offset, limit),
  whoIsAsked: (offset, limit) => backend.previewAsked(offset, limit),
  import: (token, options, told) => backend.import(token, options, progressTo(told)),
  saveProblems: (onlyOut) =>
    backend.saveProblems(
      onlyOut,
      problemWords(),
      progressTo(() => undefined),
    ),
  cancel: () => backend.cancel(),
  undo: (id) => backend.undoImport(id),
});
