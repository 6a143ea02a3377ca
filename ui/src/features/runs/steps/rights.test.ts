import { describe, expect, it } from 'vitest';

import type { Missing, Right } from '../../../backend';
import { isBroken, standOf } from './parts/rights';

const DAY = '2026-11-28';

function right(more: Partial<Right> = {}): Right {
  return {
    id: 1,
    service: null,
    access: null,
    service_name: 'LINE公式アカウント',
    role: '管理者',
    admin: false,
    to: '',
    to_contact: null,
    others: 0,
    granted: null,
    checked: null,
    removed: null,
    closed: '',
    remove_now: '',
    ...more,
  };
}

describe('the stations of a right', () => {
  it('open one after the other', () => {
    expect(standOf(right(), 'granted', [])).toEqual({ is: 'shut', why: 'to' });
    expect(standOf(right({ to: '佐藤' }), 'granted', [])).toEqual({ is: 'open' });
    expect(standOf(right({ to: '佐藤' }), 'checked', [])).toEqual({ is: 'shut', why: 'grant' });
    expect(standOf(right({ to: '佐藤', granted: DAY }), 'checked', [])).toEqual({ is: 'open' });
    expect(standOf(right({ to: '佐藤' }), 'removed', [])).toEqual({ is: 'shut', why: 'grant' });
    expect(standOf(right({ granted: DAY }), 'removed', [])).toEqual({ is: 'shut', why: 'check' });
    expect(standOf(right({ granted: DAY, checked: DAY }), 'removed', [])).toEqual({ is: 'open' });
    expect(standOf(right({ removed: DAY }), 'removed', [])).toEqual({ is: 'done', day: DAY });
  });

  it('keep the last administrator, and two of them', () => {
    expect(standOf(right({ admin: true }), 'removed', [])).toEqual({ is: 'shut', why: 'last_admin' });
    const what = { ja: 'LINE公式アカウント (管理者)', en: 'LINE公式アカウント (管理者)' };
    const few: Missing[] = [{ code: 'admins', what, count: 1 }];
    const ready = right({ admin: true, to: '佐藤', granted: DAY, checked: DAY });
    expect(standOf(ready, 'removed', few)).toEqual({ is: 'shut', why: 'admins', left: 1 });
    expect(standOf({ ...ready, others: 1 }, 'removed', [])).toEqual({ is: 'open' });
  });

  it('leave only the removal where nobody takes it over', () => {
    const closed = right({ closed: '使わない' });
    expect(standOf(closed, 'granted', [])).toEqual({ is: 'not_needed' });
    expect(standOf(closed, 'checked', [])).toEqual({ is: 'not_needed' });
    expect(standOf(closed, 'removed', [])).toEqual({ is: 'open' });
  });

  it('are broken while a removal before its turn isn’t made up for', () => {
    expect(isBroken(right({ remove_now: '紛失', removed: DAY }))).toBe(true);
    expect(isBroken(right({ remove_now: '紛失', removed: DAY, granted: DAY, checked: DAY }))).toBe(false);
    expect(isBroken(right())).toBe(false);
  });
});
