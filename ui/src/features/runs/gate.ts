/** What the foot of a step says and offers; decided by the core, only put into words here. */
import { m } from '../../i18n/index.svelte';
import { lacksText, textOf } from '../../i18n/words';
import type { RunWork } from './run.svelte';
import { titlesText } from './words';

export type GateMark = 'shut' | 'open' | 'done' | 'aside' | 'mend';

export type GateAct = 'finish' | 'cross' | 'resume' | 'look' | 'home' | null;

export interface GateWords {
  mark: GateMark;
  /** Bold: what can't be done yet, or can. */
  head: string;
  text: string;
  act: GateAct;
  label: string;
  /** The act can't be done now; why stands in `text`. */
  shut: boolean;
}

export function gateWords(work: RunWork): GateWords | null {
  const { view, following } = work;
  if (!view) return null;
  const { status, mark } = view;
  const next = following ? textOf(following.title) : null;
  const look = next === null ? ended(work) : { act: 'look' as const, label: m.run_look_next(), shut: false };
  const finish = next === null ? m.run_finish() : m.run_next();
  switch (status.state) {
    case 'done':
      if (status.broken)
        return { mark: 'mend', head: m.run_gate_broken(), text: m.run_gate_broken_text(), ...look };
      return {
        mark: 'done',
        head: next === null && work.status?.ended_at ? m.run_gate_all_done() : m.run_gate_done(),
        text: '',
        ...look,
      };
    case 'skipped':
      return {
        mark: 'aside',
        head: m.run_gate_skipped(),
        text: mark.mark === 'skipped' ? m.run_skipped_because({ reason: mark.reason }) : '',
        ...look,
      };
    case 'not_needed':
      return { mark: 'aside', head: m.run_gate_not_needed(), text: m.run_gate_not_needed_text(), ...look };
    case 'blocked': {
      const titles = status.needs.map(textOf);
      const what = titlesText(titles.slice(0, 3));
      const rest = titles.length - 3;
      const named = rest > 0 ? m.lack_names_more({ names: what, count: rest }) : what;
      return {
        mark: 'shut',
        head: m.run_gate_blocked(),
        text: m.lack_step({ what: named }),
        act: 'finish',
        label: finish,
        shut: true,
      };
    }
    case 'open':
    case 'doing':
    case 'waiting':
      if (work.uncrossed)
        return {
          mark: 'mend',
          head: m.run_gate_uncrossed(),
          text: m.run_gate_uncrossed_text(),
          act: 'cross',
          label: m.run_cross(),
          shut: false,
        };
      if (!status.gate.open)
        return {
          mark: 'shut',
          head: next === null ? m.run_gate_done_shut() : m.run_gate_next_shut({ step: next }),
          text: lacksText(status.gate.missing),
          act: 'finish',
          label: finish,
          shut: true,
        };
      return {
        mark: 'open',
        head: next === null ? m.run_gate_done_open() : m.run_gate_next_open({ step: next }),
        text: '',
        act: 'finish',
        label: finish,
        shut: false,
      };
  }
}

function ended(work: RunWork): Pick<GateWords, 'act' | 'label' | 'shut'> {
  const over = work.status?.ended_at !== null;
  return over ? { act: 'home', label: m.run_home(), shut: false } : { act: null, label: '', shut: false };
}
