/** What can be done with the chosen invites: the same in the context menu and the bulk bar. */
import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import Printer from '@lucide/svelte/icons/printer';
import Send from '@lucide/svelte/icons/send';
import Trash2 from '@lucide/svelte/icons/trash-2';

import { hint } from '../../app/keys';
import type { MenuItem } from '../../components';
import { m } from '../../i18n/index.svelte';
import type { Register } from './register.svelte';

type Act = Exclude<MenuItem, 'rule'> & {
  icon: NonNullable<Exclude<MenuItem, 'rule'>['icon']>;
  title?: string;
};

export function acts(work: Register, onprint: () => void): Act[] {
  return [
    { label: m.invite_mark_sent(), icon: Send, run: () => void work.mark('sent') },
    { label: m.invite_mark_accepted(), icon: Check, run: () => void work.mark('accepted') },
    {
      label: m.invite_revoke(),
      icon: Ban,
      title: m.invite_revoke_means(),
      run: () => void work.mark('revoked'),
    },
    { label: m.invite_sheet(), icon: Printer, run: onprint },
    {
      label: m.invite_delete(),
      icon: Trash2,
      keys: hint('Delete'),
      danger: true,
      run: () => void work.remove(),
    },
  ];
}

/** The context menu of rows. */
export function rowItems(work: Register, onprint: () => void): MenuItem[] {
  const all = acts(work, onprint);
  return [...all.slice(0, -1), 'rule', ...all.slice(-1)];
}
