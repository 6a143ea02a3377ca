/** How a row of a backup stands, as its stamp says it. */
import FileQuestion from '@lucide/svelte/icons/file-question-mark';
import Lock from '@lucide/svelte/icons/lock';
import type { Component } from 'svelte';

import { day, m } from '../../../../i18n/index.svelte';
import type { Stands } from './backup';

interface Stamped {
  stands: 'done' | 'wait' | 'amiss' | 'open' | 'none';
  word: string;
  more?: string;
  icon?: Component;
}

export function stampOf(stands: Stands): Stamped {
  switch (stands.is) {
    case 'done':
      return {
        stands: 'done',
        word: m.step_backup_done(),
        more: stands.at === null ? '' : day(stands.at, 'short'),
      };
    case 'given_up':
      return { stands: 'none', word: m.step_given_up() };
    case 'none':
      return { stands: 'open', word: m.step_backup_empty() };
    case 'damaged':
      return { stands: 'amiss', word: m.step_backup_damaged() };
    case 'changed':
      return { stands: 'amiss', word: m.step_backup_changed() };
    case 'empty':
      return { stands: 'amiss', word: m.step_backup_blank() };
    case 'unjudged':
      return { stands: 'amiss', word: m.step_backup_unjudged(), icon: FileQuestion };
    case 'uncounted':
      return { stands: 'amiss', word: m.step_backup_uncounted(), icon: FileQuestion };
    case 'locked':
      return { stands: 'wait', word: m.step_backup_locked(), icon: Lock };
    case 'unopened':
      return { stands: 'wait', word: m.step_backup_unopened() };
    case 'short':
      return { stands: 'amiss', word: m.step_backup_short() };
    case 'over':
      return { stands: 'amiss', word: m.step_backup_over() };
    case 'same_medium':
      return { stands: 'amiss', word: m.step_backup_same_medium() };
    case 'differ':
      return { stands: 'amiss', word: m.step_backup_differ() };
    case 'copies':
      return { stands: 'wait', word: m.step_backup_copies({ count: stands.count }) };
    case 'expected':
      return { stands: 'wait', word: m.step_backup_no_number() };
  }
}
