/** How a saved file was found when it was looked at. */
import type { SavedCopy } from '../../backend';
import { day, m } from '../../i18n/index.svelte';
import type { Found } from './copies.svelte';

interface Looked {
  stands: 'done' | 'wait' | 'amiss' | 'open';
  word: string;
  more: string;
  /** What to do, where something is. */
  text: string;
}

export function lookedOf({ checked, due }: Pick<SavedCopy, 'checked' | 'due'>): Looked {
  switch (checked?.how) {
    case 'changed':
      return {
        stands: 'amiss',
        word: m.copies_changed(),
        more: day(checked.at, 'short'),
        text: m.copies_changed_text(),
      };
    case 'unreachable':
      return {
        stands: 'wait',
        word: m.copies_away(),
        more: day(checked.at, 'short'),
        text: m.copies_away_text(),
      };
    case 'same':
    case undefined:
      if (due) return { stands: 'wait', word: m.copies_due_now(), more: '', text: '' };
      return checked
        ? { stands: 'done', word: m.copies_same(), more: day(checked.at, 'short'), text: '' }
        : { stands: 'open', word: m.copies_not_yet(), more: '', text: '' };
  }
}

export function foundText({ total, same, changed, away }: Found): string {
  if (total === 0) return m.copies_result_none();
  return same === total
    ? m.copies_result_fine({ count: total })
    : m.copies_result({ count: total, same, changed, away });
}
