import { Failed } from '../../backend';
import type {
  ContactId,
  Edit,
  Made,
  NewSubject,
  RecordId,
  Row,
  ServiceRow,
  Template,
  TemplateRow,
} from '../../backend';

/** What starting a run needs of the backend; the tests give their own. */
export interface StartDoor {
  templates(): Promise<TemplateRow[]>;
  template(key: string): Promise<Template>;
  services(): Promise<ServiceRow[]>;
  addService(edits: Edit[]): Promise<Made>;
  startRun(template: string, subject: NewSubject, name: string): Promise<Made>;
  /** What a run of the template about this is called. */
  named(template: Template, subject: string): string;
}

/** Somebody, as far as a run needs to know them. */
export type Person = Pick<Row, 'id'> & { name: string };

/** From the choice of a template over its subject to a run. */
export class Starting {
  rows = $state.raw<readonly TemplateRow[]>([]);
  ready = $state(false);
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** The chosen one; `null` while choosing. */
  row = $state.raw<TemplateRow | null>(null);
  template = $state.raw<Template | null>(null);

  services = $state.raw<readonly ServiceRow[]>([]);
  service = $state<RecordId | 'new'>('new');
  newService = $state('');
  text = $state('');
  person = $state.raw<Person | null>(null);
  /** The person was said from outside and isn't asked for. */
  readonly given: boolean;

  #typed = $state<string | null>(null);

  subject = $derived.by(() => {
    switch (this.row?.subject) {
      case 'service':
        if (this.service === 'new') return this.newService.trim();
        return this.services.find(({ id }) => id === this.service)?.service.name ?? '';
      case 'contact':
        return this.person?.name ?? '';
      default:
        return this.text.trim();
    }
  });
  /** As proposed, until somebody types another one. */
  name = $derived.by(() => {
    if (this.#typed !== null) return this.#typed;
    return this.template && this.subject !== '' ? this.#door.named(this.template, this.subject) : '';
  });
  lacks = $derived.by((): 'subject' | 'name' | null => {
    if (this.subject === '' && !(this.row?.subject === 'contact' && this.person)) return 'subject';
    return this.name.trim() === '' ? 'name' : null;
  });

  readonly #door: StartDoor;
  /** Made already, should starting fail behind it. */
  #made: { name: string; id: RecordId } | null = null;

  constructor(door: StartDoor, person: Person | null = null) {
    this.#door = door;
    this.person = person;
    this.given = person !== null;
  }

  /** Reads what can be started; with a key goes on to the subject at once. */
  async load(key: string | null = null): Promise<void> {
    await this.#try(async () => {
      const [rows, services] = await Promise.all([this.#door.templates(), this.#door.services()]);
      this.rows = this.given ? rows.filter(({ subject }) => subject === 'contact') : rows;
      this.services = services;
      this.service = services[0]?.id ?? 'new';
      const row = rows.find((each) => each.key === key);
      if (row) await this.#choose(row);
      this.ready = true;
    });
  }

  async choose(row: TemplateRow): Promise<void> {
    await this.#try(() => this.#choose(row));
  }

  async #choose(row: TemplateRow): Promise<void> {
    this.template = await this.#door.template(row.key);
    this.#typed = null;
    this.row = row;
  }

  /** Back to the choice. */
  other(): void {
    this.row = null;
    this.failure = null;
  }

  call(name: string): void {
    this.#typed = name;
  }

  /** Answers the new run. */
  async start(): Promise<Made | null> {
    const row = this.row;
    if (!row || this.lacks !== null || this.busy) return null;
    return this.#try(async () => this.#door.startRun(row.key, await this.#subject(row), this.name.trim()));
  }

  async #subject(row: TemplateRow): Promise<NewSubject> {
    if (row.subject === 'contact' && this.person)
      return { subject: 'contact', id: this.person.id as ContactId };
    if (row.subject !== 'service') return { subject: 'text', name: this.subject };
    if (this.service !== 'new') return { subject: 'service', id: this.service };
    if (this.#made?.name !== this.subject) {
      const { id } = await this.#door.addService([{ field: 'name', value: this.subject }]);
      this.#made = { name: this.subject, id };
    }
    return { subject: 'service', id: this.#made.id };
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await work();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
