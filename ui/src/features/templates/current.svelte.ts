/** Starting a run in this window, asked for from the home screen, the sidebar, the gallery and keys. */
import { backend } from '../../backend';
import type { List } from '../../backend';
import { textOf } from '../../i18n/words';
import { Picker } from '../reading/picker.svelte';
import { Starting } from './starting.svelte';
import type { Person } from './starting.svelte';

const ALL: List = { list: 'all' };
const FOUND_SHOWN = 5;

class StartingNow {
  work = $state.raw<Starting | null>(null);
  picker = $state.raw<Picker | null>(null);

  open(key: string | null = null, person: Person | null = null): void {
    if (this.work) return;
    const work = new Starting(
      {
        templates: () => backend.templates(),
        template: (of) => backend.template(of),
        services: () => backend.services(),
        addService: (edits) => backend.addService(edits),
        startRun: (template, subject, name) => backend.startRun(template, subject, name),
        named: (template, subject) => textOf(template.run_title).replace('{subject}', () => subject),
      },
      person,
    );
    this.picker = new Picker(async (words) => {
      if (words.trim() === '') return (await backend.list(ALL, 'newest', 0, FOUND_SHOWN)).rows;
      return (await backend.search(words, ALL, 0, FOUND_SHOWN)).hits.map(({ row }) => row);
    });
    this.work = work;
    void work.load(key);
  }

  /** Somebody leaves who still has rights. */
  openForLeaver(person: Person): void {
    this.open('staff-leaves', person);
  }

  close(): void {
    this.work = this.picker = null;
  }
}

export const starting = new StartingNow();
