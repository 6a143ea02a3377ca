/** The one run that the window shows; what is being saved goes on while another screen is shown. */
import { app } from '../../app/app.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend, progressTo } from '../../backend';
import { copyFailureText } from '../../i18n/sentences';
import { RunWork } from './run.svelte';

export const work = new RunWork(
  {
    status: (id) => backend.runStatus(id),
    step: (id, step) => backend.runStep(id, step),
    move: (id, step, what) => backend.moveStep(id, step, what),
    attach: (id, step, row, told) => backend.attach(id, step, row, progressTo(told)),
    attachPicked: (id, step, row, token, told) =>
      backend.attachPicked(id, step, row, token, progressTo(told)),
    openCopy: ({ id, step, row, file }, password, told) =>
      backend.openCopy(id, step, row, file, password, progressTo(told)),
    sealCopy: ({ id, step, row, file }, passphrase, told) =>
      backend.sealCopy(id, step, row, file, passphrase, progressTo(told)),
    takeCopy: ({ id, step, row, file }) => backend.takeCopy(id, step, row, file),
    detach: (id, step, sha256) => backend.detach(id, step, sha256),
    cancel: () => backend.cancel(),
    rename: (id, name) => backend.renameRun(id, name),
    noticeTexts: (id, step) => backend.noticeTexts(id, step),
    now: () => Date.now(),
  },
  {
    moved: () => app.lookSoon(),
    refused: (failed) => toasts.show({ text: copyFailureText(failed), tone: 'problem' }),
  },
);
