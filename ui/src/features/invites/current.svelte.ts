/** The register of the window, and the dialogs that make invites, opened from the register, the contacts and the own card's code. */
import { app } from '../../app/app.svelte';
import { copyText } from '../../app/clipboard';
import { inviteCodeOf } from '../../app/inviteCode.svelte';
import { settings } from '../../app/settings.svelte';
import { toasts } from '../../app/toasts.svelte';
import { backend, progressTo } from '../../backend';
import type { ContactId, InviteView, RecordId } from '../../backend';
import { Batch } from './batch.svelte';
import { Handing } from './handing.svelte';
import { Making } from './making.svelte';
import type { Invitee } from './making.svelte';
import { Register } from './register.svelte';
import { Sheet } from './sheet.svelte';
import { batchName, markedText, problemText } from './words';

export const register = new Register({
  invites: (filter, offset, limit) => backend.invites(filter, offset, limit),
  inviteIds: (filter) => backend.inviteIds(filter),
  invite: (id) => backend.invite(id),
  editInvite: (id, edits) => backend.editInvite(id, edits),
  markInvites: (ids, mark) => backend.markInvites(ids, mark),
  reissueInvite: (id, url) => backend.reissueInvite(id, url),
  trash: (entities) => backend.trash(entities),
  tell: (changed) => app.tell(changed),
  marked: (mark, changed) => {
    if (changed.change !== null) app.offerUndo(markedText(mark, changed), changed.change);
  },
  fail: (failed) => toasts.show({ text: problemText(failed), tone: 'problem' }),
});

/** The ways out of one invite. */
export function handing(view: InviteView): Handing {
  return new Handing(
    {
      code: inviteCodeOf,
      saveInviteDraft: (id) => backend.saveInviteDraft(id),
      mailInvite: (id) => backend.mailInvite(id),
      saveInviteFile: (id) => backend.saveInviteFile(id),
      copyText,
    },
    view,
  );
}

async function person(id: ContactId): Promise<Invitee> {
  const { display_name: name, company, seal, photo, kind, emails } = await backend.contact(id);
  return {
    id,
    name,
    company: kind === 'company' ? '' : company,
    seal,
    photo: photo?.sha256 ?? null,
    person: kind === 'person',
    mail: emails[0]?.value ?? '',
  };
}

/** What the dialogs ask about. */
class Inviting {
  /** One invite that is being made. */
  making = $state.raw<Making | null>(null);
  /** Many in one go. */
  batch = $state.raw<Batch | null>(null);
  /** Invites as a printed sheet. */
  printing = $state.raw<Sheet | null>(null);

  /** Nobody in particular, one contact, or several at once. */
  open(contacts: readonly ContactId[] = []): void {
    if (this.making || this.batch) return;
    if (contacts.length > 1) return this.openBatch(contacts);
    this.making = new Making(
      {
        newInvites: (those, expiry, enishi) => backend.newInvites(those, expiry, enishi),
        invite: (id) => backend.invite(id),
        person,
      },
      contacts[0] ?? null,
    );
  }

  openBatch(contacts: readonly ContactId[] = []): void {
    const today = app.overview?.today ?? '';
    this.batch = new Batch(
      {
        person,
        members: (group) => backend.ids({ list: 'group', group }, 'reading', 0, 100_000),
        inviteTexts: () => backend.inviteTexts(),
        batchPreview: (request, at) => backend.batchPreview(request, at),
        makeBatch: (request, told) => backend.makeBatch(request, progressTo(told)),
        cancel: () => backend.cancel(),
      },
      contacts,
      batchName(today),
      settings.language,
    );
    void this.batch.load();
  }

  print(ids: readonly RecordId[]): void {
    this.printing = new Sheet(
      {
        saveInviteSheet: (those, marks, told) => backend.saveInviteSheet(those, marks, progressTo(told)),
        cancel: () => backend.cancel(),
      },
      ids,
    );
  }

  close(): void {
    // Behind the dialog it could not be taken back.
    const { made, changed } = this.making ?? {};
    if (changed && made?.row.state === 'drafted') app.tell(changed);
    this.making = this.batch = this.printing = null;
  }
}

export const inviting = new Inviting();
