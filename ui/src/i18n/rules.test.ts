import { afterEach, expect, test } from 'vitest';

import type { Broken, Rule } from '../backend';
import { locale } from './index.svelte';
import { ruleHint, ruleShort, ruleText } from './rules';

afterEach(() => (locale.current = 'ja'));

const broken = (rule: Rule, over: Partial<Broken> = {}): Broken => ({
  rule,
  service: 1,
  contact: null,
  run: null,
  invite: null,
  step: '',
  name: 'LINE WORKS',
  names: [],
  count: 1,
  day: null,
  days: 0,
  ...over,
});

const all: Broken[] = [
  broken('no_admin'),
  broken('one_admin'),
  broken('leaver', { name: '佐野 学', names: ['LINE WORKS', '銀行'], count: 2 }),
  broken('out_of_order', { names: ['権限を引き継ぐ', 'Hand over rights'], day: '2026-11-20' }),
  broken('expired', {
    run: 5,
    names: ['新しい管理者を招待する', 'Invite the new administrator'],
    day: '2026-11-17',
  }),
  broken('expired', { invite: 7, name: '青木 直子', names: ['銀行', '最高管理者'], day: '2026-11-17' }),
  broken('expired', { invite: 7, name: '銀行', names: ['銀行', ''], day: '2026-11-17' }),
  broken('inactive', { day: '2026-12-10', days: 12 }),
  broken('inactive', { day: '2026-11-01', days: -27 }),
  broken('review', { name: '青木 直子', names: ['LINE WORKS', '最高管理者'], day: '2026-11-01', days: -27 }),
  broken('many_admins', { count: 4 }),
];

test('every rule has a sentence that names whose it is, and what to do, in both languages', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    for (const one of all) {
      const said = [ruleText(one), ruleHint(one), ruleShort(one.rule)];
      expect(said[0], one.rule).toContain(one.name);
      expect(said.join(' '), one.rule).not.toMatch(/[{}]|undefined|null/);
      if (language === 'en')
        expect(said.join(' ').replaceAll(/佐野 学|青木 直子|最高管理者|銀行/g, '')).not.toMatch(
          /\p{Script=Han}/u,
        );
    }
  }
});

test('a name with quotes of its own stands in others', () => {
  expect(ruleText(broken('one_admin', { name: 'LINE公式アカウント「西村製本」' }))).toBe(
    '「LINE公式アカウント『西村製本』」の管理者が1人です',
  );
});

test('somebody who is called so already is not called さん twice', () => {
  const said = ruleText(
    broken('review', { name: '税理士の山口さん', names: ['銀行', ''], day: '2026-11-01' }),
  );
  expect(said).toBe('「銀行」の税理士の山口さんの権限を見直す日です');
});

test('an address that ran out is called by whom it invites, or only by the service', () => {
  const of = (name: string): string =>
    ruleText(broken('expired', { invite: 7, name, names: ['西村製本', ''] }));
  expect(of('髙木 由紀')).toBe('「西村製本」の髙木 由紀さんへの招待URLが期限切れです');
  expect(of('西村製本')).toBe('「西村製本」の招待URLが期限切れです');
});
