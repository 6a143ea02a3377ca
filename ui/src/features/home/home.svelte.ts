/** What the home screen makes of the overview: squares, tones, and where a broken rule is put right. */
import type { Broken, ContactId, Deadline, Home, RecordId, RunRow, RunStatus } from '../../backend';

export interface Square {
  state: 'done' | 'current' | 'open';
  /** It lies behind the point of no return, which stands before the first of these. */
  beyond: boolean;
}

/** So many squares are told apart at a glance; of longer runs only the figures are shown. */
const MOST_SQUARES = 120;

export function squaresOf({ squares, no_return, current, state }: RunRow): Square[] {
  if (squares.length > MOST_SQUARES) return [];
  const now = current === null ? -1 : squares.findIndex((each) => each === state);
  return squares.map((each, at) => ({
    state: each === 'done' || each === 'skipped' ? 'done' : at === now ? 'current' : 'open',
    beyond: no_return !== null && at >= no_return,
  }));
}

/** The red pen only where something is wrong already: a shut gate, a broken order, a day that has passed. */
export function toneOf(run: RunRow, home: Pick<Home, 'broken' | 'deadlines'>): 'wrong' | 'waiting' | 'plain' {
  const broken = home.broken.some((each) => each.run === run.id);
  const late = home.deadlines.some((each) => each.run === run.id && each.days < 0);
  if (run.state === 'blocked' || broken || late) return 'wrong';
  return run.state === 'waiting' ? 'waiting' : 'plain';
}

export function urgencyOf({ days }: Pick<Deadline, 'days'>): 'late' | 'today' | 'soon' | 'far' {
  if (days < 0) return 'late';
  if (days === 0) return 'today';
  return days <= 7 ? 'soon' : 'far';
}

/** Where a broken rule is put right, or a deadline seen to. */
export type Way =
  | { to: 'step'; run: RecordId; step: string }
  | { to: 'service'; service: RecordId }
  | { to: 'leaver'; contact: ContactId }
  | { to: 'invite'; invite: RecordId; service: RecordId | null }
  | { to: 'services' };

export function wayOf({ rule, run, step, service, contact, invite }: Broken): Way {
  if (run !== null) return { to: 'step', run, step };
  if (invite !== null) return { to: 'invite', invite, service };
  if (rule === 'leaver' && contact !== null) return { to: 'leaver', contact };
  return service === null ? { to: 'services' } : { to: 'service', service };
}

/** Where something that falls due is seen to; `null` where nothing leads. */
export function wayOfDeadline({ run, step, service, invite }: Deadline): Way | null {
  if (run !== null) return { to: 'step', run, step };
  if (invite !== null) return { to: 'invite', invite, service };
  return service === null ? null : { to: 'service', service };
}

/** The unfinished run in which somebody leaves, if one was started. */
export async function runOf(
  contact: ContactId,
  runs: readonly RunRow[],
  statusOf: (run: RecordId) => Promise<RunStatus>,
): Promise<RecordId | null> {
  const all = await Promise.all(runs.map(({ id }) => statusOf(id).catch(() => null)));
  return all.find((status) => status?.subject.contact === contact)?.id ?? null;
}

/** Finished runs, read when somebody wants to see them. */
export class Ended {
  open = $state(false);
  rows = $state.raw<readonly RunRow[]>([]);
  readonly #runs: () => Promise<RunRow[] | null>;

  constructor(runs: () => Promise<RunRow[] | null>) {
    this.#runs = runs;
  }

  async toggle(): Promise<void> {
    this.open = !this.open;
    await this.load();
  }

  async load(): Promise<void> {
    if (!this.open) return;
    const runs = await this.#runs();
    if (runs) this.rows = runs.filter(({ ended }) => ended);
  }
}
