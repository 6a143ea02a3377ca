/** Fields being typed together: their values, what of them changed, and readings that fill themselves. */
import type { Edit } from '../../../backend';
import { ReadingCapture } from '../../../i18n/reading';

/** Which reading follows which name. */
const readingOf: Record<string, string> = {
  family_name: 'family_reading',
  given_name: 'given_reading',
  company: 'company_reading',
};

export class Draft {
  values = $state<Record<string, string>>({});
  readonly #first: Record<string, string>;
  readonly #captures: Record<string, ReadingCapture> = {};
  /** The readings written here and not by the user. */
  readonly #filled: Record<string, string> = {};

  constructor(values: Record<string, string>) {
    this.#first = { ...values };
    this.values = { ...values };
    for (const [name, reading] of Object.entries(readingOf)) {
      if (!(name in values) || !(reading in values)) continue;
      this.#captures[name] = new ReadingCapture(values[name], values[reading]);
    }
  }

  composition(field: string, step: 'start' | 'update' | 'end', data: string): void {
    const capture = this.#captures[field];
    if (!capture) return;
    if (step === 'start') capture.start();
    else if (step === 'update') capture.update(data);
    else {
      capture.end(data);
      this.#fill(field);
    }
  }

  /** A field was typed in; while an input method composes, only the value is kept. */
  input(field: string, value: string, composing: boolean): void {
    this.values[field] = value;
    if (!composing) this.#fill(field);
  }

  /** What changed, in the order of the fields. */
  edits(): Edit[] {
    return Object.entries(this.values)
      .map(([field, value]) => ({ field, value: value.trim() }))
      .filter(({ field, value }) => value !== (this.#first[field] ?? '').trim());
  }

  #fill(field: string): void {
    const target = readingOf[field];
    const capture = this.#captures[field];
    if (target === undefined || !capture) return;
    const now = this.values[target] ?? '';
    const ours = now === '' || now === this.#filled[target] || this.values[field] === '';
    const seen = capture.of(this.values[field] ?? '');
    if (seen === null || (!ours && now !== this.#first[target])) return;
    this.values[target] = seen;
    this.#filled[target] = seen;
  }
}
