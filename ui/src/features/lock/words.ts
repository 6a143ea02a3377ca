/** The lock in words: the recovery key, pauses and failures. */
import type { Failed, RecoveryKey } from '../../backend';
import { m } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';

/** KQ7M-2XFA-… */
export function keyText({ groups }: RecoveryKey): string {
  return groups.join('-');
}

/** Whether this is how the key ends; small letters and full-width ones are the same. */
export function isLastGroup({ groups }: RecoveryKey, typed: string): boolean {
  return typed.normalize('NFKC').trim().toUpperCase() === groups.at(-1);
}

/** What stands beside the key where it is kept: when it was made, what it is for, where to keep it. */
export function sheetLines(made: string): string[] {
  return [m.lock_sheet_made({ day: made }), m.lock_sheet_what(), m.lock_sheet_where(), m.lock_sheet_lost()];
}

/** The key as a file of its own. */
export function fileText(key: RecoveryKey, made: string): string {
  return [m.lock_sheet_title(), keyText(key), ...sheetLines(made)].join('\n\n') + '\n';
}

/** 10秒 · 4分20秒 */
export function pauseText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return m.lock_wait_seconds({ seconds });
  return m.lock_wait_minutes({ minutes, seconds: seconds % 60 });
}

/** Why the lock could not be changed or opened. */
export function lockFailure(failed: Failed): string {
  switch (failed.code) {
    case 'busy':
      return m.backups_error_busy();
    case 'wait':
      return m.lock_wait_short();
    default:
      return failureText(failed);
  }
}
