/** What can be done with a value: copy it, or hand it to the system's program. */
import { app } from '../../../app/app.svelte';
import { copyText } from '../../../app/clipboard';
import { toasts } from '../../../app/toasts.svelte';
import { backend } from '../../../backend';
import type { Action } from '../../../backend';
import { m } from '../../../i18n/index.svelte';

export async function copy(value: string): Promise<void> {
  await copyText(value);
  toasts.show({ text: m.contacts_copied() });
}

export function act(action: Action, value: string): void {
  void app.attempt(backend.act(action, value));
}
