import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Toasts } from './toasts.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a toast is gone after ten seconds', () => {
  const toasts = new Toasts();
  toasts.show({ text: 'one' });
  vi.advanceTimersByTime(Toasts.SHOWN_MS - 1);
  expect(toasts.current?.text).toBe('one');
  vi.advanceTimersByTime(1);
  expect(toasts.current).toBeNull();
});

test('it stays while it is held, and for ten seconds more', () => {
  const toasts = new Toasts();
  toasts.show({ text: 'one' });
  vi.advanceTimersByTime(9_000);
  toasts.hold();
  vi.advanceTimersByTime(60_000);
  expect(toasts.current).not.toBeNull();
  toasts.resume();
  vi.advanceTimersByTime(Toasts.SHOWN_MS);
  expect(toasts.current).toBeNull();
});

test('only the last one shows, with its own time', () => {
  const toasts = new Toasts();
  toasts.show({ text: 'one' });
  vi.advanceTimersByTime(9_000);
  toasts.show({ text: 'two' });
  vi.advanceTimersByTime(5_000);
  expect(toasts.current?.text).toBe('two');
});

test('acting runs once and closes', () => {
  const run = vi.fn();
  const toasts = new Toasts();
  toasts.show({ text: 'one', action: { label: 'Undo', run } });
  toasts.act();
  toasts.act();
  expect(run).toHaveBeenCalledTimes(1);
});

test('work is said only when it takes its time, and until it ends', async () => {
  const toasts = new Toasts();
  let end: (what: string) => void = () => undefined;
  const work = toasts.during(new Promise<string>((resolve) => (end = resolve)), 'working');
  vi.advanceTimersByTime(Toasts.SLOW_MS - 1);
  expect(toasts.current).toBeNull();
  vi.advanceTimersByTime(1 + 2 * Toasts.SHOWN_MS);
  expect(toasts.current?.text).toBe('working');
  end('done');
  expect(await work).toBe('done');
  expect(toasts.current).toBeNull();
});

test('what takes no time is not said at all', async () => {
  const toasts = new Toasts();
  await toasts.during(Promise.resolve(1), 'working');
  vi.advanceTimersByTime(Toasts.SLOW_MS);
  expect(toasts.current).toBeNull();
});
