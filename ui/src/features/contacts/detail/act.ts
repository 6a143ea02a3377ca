/** What can be done with a value: copy it, or hand it to the system's program. */
import { app } from '../../../app/app.svelte';
import { toasts } from '../../../app/toasts.svelte';
import { backend } from '../../../backend';
import type { Action } from '../../../backend';
import { m } from '../../../i18n/index.svelte';

export async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = document.createElement('textarea');
    area.value = value;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toasts.show({ text: m.contacts_copied() });
}

export function act(action: Action, value: string): void {
  void app.attempt(backend.act(action, value));
}
