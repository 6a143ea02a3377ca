import { expect, test } from 'vitest';

import type { Broken, Deadline, DeadlineKind, Due } from '../../backend';
import { locale } from '../../i18n/index.svelte';
import { actText, around, deadlineMore, deadlineTitle, today, trashDeadline } from './words';

const kinds: DeadlineKind[] = ['step', 'timer', 'invite', 'renewal', 'review', 'inactive'];

function deadline(over: Partial<Deadline> = {}): Deadline {
  return {
    day: '2026-11-27',
    days: 7,
    kind: 'step',
    name: 'LINE WORKS',
    what: { ja: 'バックアップ', en: 'Backup' },
    run: 1,
    step: 'backup',
    service: null,
    invite: null,
    ...over,
  };
}

test('every deadline says what is due in both languages', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    for (const kind of kinds) {
      expect(deadlineTitle(deadline({ kind })), `${language} ${kind}`).not.toMatch(/undefined|deadline_|^$/);
      expect(deadlineMore(deadline({ kind }))).toContain('27');
    }
  }
});

test('the day is written out', () => {
  locale.current = 'ja';
  expect(today('2026-11-20')).toBe('2026年11月20日 金曜日');
  expect(deadlineTitle(deadline())).toBe('バックアップの期限');
  locale.current = 'en';
  expect(today('2026-11-20')).toBe('Friday, 20 November 2026');
});

test('the trash is a deadline when it lets something go', () => {
  locale.current = 'ja';
  const due: Due = {
    count: 0,
    entries: [],
    shown_at: null,
    goes_at: null,
    by_hand_only: false,
    soon: 0,
    soon_days: 0,
  };
  expect(trashDeadline(null)).toBeNull();
  expect(trashDeadline(due)).toBeNull();
  expect(trashDeadline({ ...due, soon: 2, soon_days: 7 })?.days).toBe(7);
  expect(trashDeadline({ ...due, count: 3 })?.title).toContain('3件');
});

test('a name is set apart in its sentence', () => {
  expect(around('「西村製本」の管理者が1人です', '西村製本')).toEqual([
    '「',
    '西村製本',
    '」の管理者が1人です',
  ]);
  expect(around('誰もいません', '')).toEqual(['誰もいません', '', '']);
});

test('an invitation’s address says whom it invites, and whether it ran out already', () => {
  locale.current = 'ja';
  const of = (over: Partial<Deadline>): string => deadlineTitle(deadline({ kind: 'invite', ...over }));
  const role = { ja: '管理者', en: '管理者' };
  const alone = { run: null, invite: 9, service: 7, name: '髙木 由紀', what: role };
  expect(of(alone)).toBe('「髙木 由紀」への招待URLが切れます');
  expect(of({ ...alone, days: -2 })).toBe('「髙木 由紀」への招待URLが切れました');
  expect(deadlineMore(deadline({ kind: 'invite', ...alone }))).toContain('管理者');
  expect(of({ what: { ja: '権限の招待URL', en: '' } })).toBe('「権限の招待URL」の招待URLが切れます');
  const broken = { rule: 'expired', run: null, invite: 9 } as Broken;
  expect(actText(broken)).toBe('招待を開く');
  expect(actText({ ...broken, run: 5 })).toBe('手順を開く');
});
