/** The register of the window, and the invitations in it. */
import { app } from '../../app/app.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend } from '../../backend';
import { failureText } from '../../i18n/sentences';
import { Invitations } from './invitations.svelte';
import { Services } from './services.svelte';
import { problemText } from './words';

export const services = new Services({
  services: () => backend.services(),
  service: (id) => backend.service(id),
  accesses: () => backend.accesses(),
  rules: () => backend.rules(),
  addService: (edits) => backend.addService(edits),
  editService: (id, edits) => backend.editService(id, edits),
  addAccess: (service, contact, edits) => backend.addAccess(service, contact, edits),
  editAccess: (id, edits) => backend.editAccess(id, edits),
  trash: (entities) => backend.trash(entities),
  hasCardNumber: (text) => backend.hasCardNumber(text),
  tell: (changed) => app.tell(changed),
  fail: (failed) => toasts.show({ text: failureText(failed), tone: 'problem' }),
});

export const invitations = new Invitations({
  invite: (id) => backend.invite(id),
  add: (service, contact, edits) => backend.addServiceInvite(service, contact, edits),
  edit: (id, edits) => backend.editInvite(id, edits),
  mark: (ids, mark) => backend.markInvites(ids, mark),
  reissue: (id, url) => backend.reissueInvite(id, url),
  trash: (entities) => backend.trash(entities),
  tell: (changed) => app.tell(changed),
  fail: (failed) => toasts.show({ text: problemText(failed), tone: 'problem' }),
  reload: () => services.reload(),
});
