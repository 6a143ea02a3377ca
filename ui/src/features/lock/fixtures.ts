/** What the tests of this folder begin with. */
import type { AppState, LockChanged, RecoveryKey, Unlocked } from '../../backend';

export const key: RecoveryKey = { groups: ['KQ7M', '2XFA', 'B3CD', 'WXYZ', '4567', 'PLMN', 'R5TG'] };

export const state = {} as AppState;

export const changed = (over: Partial<LockChanged> = {}): LockChanged => ({
  state,
  copies: 9,
  left: 0,
  ...over,
});

export const unlocked = (over: Partial<Unlocked> = {}): Unlocked => ({
  state,
  with_recovery: false,
  ...over,
});
