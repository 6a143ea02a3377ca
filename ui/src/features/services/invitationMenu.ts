import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Send from '@lucide/svelte/icons/send';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Undo2 from '@lucide/svelte/icons/undo-2';

import type { InviteMark, InviteRow } from '../../backend';
import type { MenuItem } from '../../components';
import { m } from '../../i18n/index.svelte';
import { isOpen } from './invitations';
import type { Invitations } from './invitations.svelte';

/** What can be done with an invitation as it stands; all of it can be undone. */
export function menuOf(row: InviteRow, invitations: Invitations): MenuItem[] {
  const mark = (to: InviteMark) => () => void invitations.mark(row.id, to);
  const items: MenuItem[] = [];
  if (row.state === 'drafted')
    items.push({ label: m.service_invite_mark_sent(), icon: Send, run: mark('sent') });
  if (row.state === 'sent')
    items.push({ label: m.service_invite_mark_drafted(), icon: Undo2, run: mark('drafted') });
  if (isOpen(row))
    items.push({ label: m.service_invite_mark_accepted(), icon: Check, run: mark('accepted') });
  if (row.state === 'accepted')
    items.push({ label: m.service_invite_mark_unaccepted(), icon: Undo2, run: mark('sent') });
  else
    items.push({
      label: m.service_invite_reissue(),
      icon: RotateCcw,
      run: () => (invitations.replacing = row),
    });
  if (isOpen(row)) items.push({ label: m.service_invite_revoke(), icon: Ban, run: mark('revoked') });
  if (row.state === 'revoked')
    items.push({ label: m.service_invite_unrevoke(), icon: Undo2, run: mark('drafted') });
  items.push('rule', {
    label: m.service_invite_delete(),
    icon: Trash2,
    danger: true,
    run: () => void invitations.remove(row.id),
  });
  return items;
}
