/** What can be done with a contact's photo, in the menu of the page and at the seal. */
import ImageOff from '@lucide/svelte/icons/image-off';
import ImagePlus from '@lucide/svelte/icons/image-plus';
import Undo2 from '@lucide/svelte/icons/undo-2';

import { app } from '../../../app/app.svelte';
import { backend } from '../../../backend';
import type { Contact } from '../../../backend';
import type { MenuItem } from '../../../components';
import { m } from '../../../i18n/index.svelte';
import { isOwn, isTheirs } from './followed';

/** Choosing one; theirs stays beneath it. */
export function photoChoice(contact: Contact): Exclude<MenuItem, 'rule'> {
  return {
    label: isTheirs(contact, 'photo')
      ? m.followed_photo_own()
      : contact.photo
        ? m.photo_change()
        : m.photo_choose(),
    icon: ImagePlus,
    run: () =>
      void app.attempt(backend.choosePhoto(contact.id)).then((changed) => changed && app.tell(changed)),
  };
}

/** All of it; theirs can't be taken away. */
export function photoItems(contact: Contact): MenuItem[] {
  const remove = (): void => void app.perform(backend.removePhoto(contact.id));
  if (isOwn(contact, 'photo'))
    return [photoChoice(contact), { label: m.followed_photo_back(), icon: Undo2, run: remove }];
  if (!contact.photo || isTheirs(contact, 'photo')) return [photoChoice(contact)];
  return [photoChoice(contact), { label: m.photo_remove(), icon: ImageOff, run: remove }];
}
