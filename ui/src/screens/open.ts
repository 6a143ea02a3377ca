/** What stands open on the screens, for what comes in from outside of them. */
import { app } from '../app/app.svelte';
import type { ContactId, RecordId } from '../backend';
import { contacts } from '../features/contacts/contacts.svelte';

/** The one contact whose card is in view. */
export function openContact(): ContactId | null {
  const { selection, adding } = contacts;
  if (app.screen !== 'contacts' || adding !== null || selection.many) return null;
  return selection.active;
}

/** Shows a contact that was just made, wherever the window is. */
export function showContact(id: ContactId): void {
  app.go('contacts');
  contacts.pane = 'detail';
  void contacts.added(id);
}

/** Shows an invite where it stands: with its service, else in the register of all. */
export function openInvite(id: RecordId, service: RecordId | null = null): void {
  if (service === null) return app.openInvite(id);
  app.invite = id;
  app.openService(service);
}
