/** The register of the window. */
import { app } from '../../app/app.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend } from '../../backend';
import { failureText } from '../../i18n/sentences';
import { Services } from './services.svelte';

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
