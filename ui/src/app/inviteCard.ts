/** What a code of an invite shows and does on its card: the picture, why there is none, and its ways out, each saying what it did. */
import { backend } from '../backend';
import type { CodeFile } from '../backend';
import type { MenuItem } from '../components';
import { m } from '../i18n/index.svelte';
import { failureText } from '../i18n/sentences';
import { CODE_SIZES } from './inviteCode.svelte';
import type { InviteCode } from './inviteCode.svelte';
import { toasts } from './toasts.svelte';

async function save(code: InviteCode, file: CodeFile): Promise<void> {
  const saved = await code.save(file);
  if (saved !== null) toasts.show({ text: m.code_saved({ file: saved }) });
}

async function copy(code: InviteCode): Promise<void> {
  if (await code.copy()) toasts.show({ text: m.code_copied() });
}

function filesOf(code: InviteCode): MenuItem[] {
  const sizes = CODE_SIZES.map((size) => ({
    label: m.code_save_size({ size }),
    run: () => void save(code, { kind: 'png', side_px: size }),
  }));
  return [...sizes, 'rule', { label: m.code_save_svg(), run: () => void save(code, { kind: 'svg' }) }];
}

/** Everything of the card but what it is called. */
export function inviteCard(code: InviteCode) {
  return {
    picture: code.shown?.picture ?? null,
    refused: code.shown?.refused ? m.invite_code_refused() : null,
    failure: code.failure ? failureText(code.failure) : null,
    busy: code.busy,
    words: {
      full: m.code_full_screen(),
      copy: m.code_copy(),
      save: m.invite_code_save(),
      close: m.common_close(),
    },
    files: filesOf(code),
    onfit: (room: number) => void code.fit(room),
    oncopy: () => void copy(code),
    onfull: (full: boolean) => void backend.fullScreen(full),
  };
}
