/** What can be done with the chosen contacts: the same in the context menu, the bulk bar and the detail's menu. */
import EyeOff from '@lucide/svelte/icons/eye-off';
import Eye from '@lucide/svelte/icons/eye';
import FolderMinus from '@lucide/svelte/icons/folder-minus';
import FolderPlus from '@lucide/svelte/icons/folder-plus';
import Pencil from '@lucide/svelte/icons/pencil';
import Plus from '@lucide/svelte/icons/plus';
import Share from '@lucide/svelte/icons/share';
import Trash2 from '@lucide/svelte/icons/trash-2';

import { app } from '../../app/app.svelte';
import { run } from '../../app/commands';
import { hint } from '../../app/keys';
import { settings } from '../../app/settings.svelte';
import { backend } from '../../backend';
import type { ContactId } from '../../backend';
import type { MenuItem } from '../../components';
import { m } from '../../i18n/index.svelte';
import { contacts } from './contacts.svelte';

/** Puts contacts into a group, or out of the one that is shown. */
export function groupItems(ids: ContactId[], onnew: () => void): MenuItem[] {
  const here = settings.now.list.list === 'group' ? settings.now.list.group : null;
  const name = app.counts.groups.find((group) => group.id === here)?.name;
  return [
    ...app.counts.groups
      .filter((group) => group.id !== here)
      .map((group) => ({
        label: group.name,
        icon: FolderPlus,
        run: () => void app.perform(backend.joinGroup(group.id, ids)),
      })),
    ...(app.counts.groups.some((group) => group.id !== here) ? (['rule'] as const) : []),
    { label: m.groups_new(), icon: Plus, run: onnew },
    ...(here !== null && name !== undefined
      ? [
          {
            label: m.groups_leave({ name }),
            icon: FolderMinus,
            run: () => void app.perform(backend.leaveGroup(here, ids)),
          },
        ]
      : []),
  ];
}

/** The context menu of rows. */
export function rowItems(ids: ContactId[], ongroups: () => void, onedit: () => void): MenuItem[] {
  const hidden = settings.now.list.list === 'hidden';
  return [
    ...(ids.length === 1 ? [{ label: m.contacts_edit(), icon: Pencil, keys: 'F2', run: onedit }] : []),
    { label: m.groups_to_group(), icon: FolderPlus, run: ongroups },
    { label: m.contacts_export(), icon: Share, run: () => void run('export') },
    hidden
      ? { label: m.contacts_unhide(), icon: Eye, run: () => void app.perform(backend.unhide(ids)) }
      : { label: m.contacts_hide(), icon: EyeOff, run: () => void contacts.hide(ids) },
    'rule',
    {
      label: ids.length === 1 ? m.contacts_delete() : m.contacts_delete_many({ count: ids.length }),
      icon: Trash2,
      keys: hint('Delete'),
      danger: true,
      run: () => void contacts.trash(ids),
    },
  ];
}
