import { Failed } from '../../backend';
import type { Exported, ExportFormat, ExportWhat, Progress } from '../../backend';

/** What an export needs of the backend; the tests give their own. */
export interface ExportDoor {
  export(format: ExportFormat, what: ExportWhat, progress: (now: Progress) => void): Promise<Exported | null>;
  cancel(): Promise<unknown>;
}

/** One thing that can be exported, as offered in the dialog. */
export interface Offer {
  key: 'selection' | 'list' | 'all';
  what: ExportWhat;
  count: number;
}

export const FORMATS: readonly ExportFormat[] = [
  'vcard3',
  'vcard4',
  'xlsx',
  'csv-utf8-bom',
  'csv-utf8',
  'csv-cp932',
  'csv-google',
  'csv-outlook-ja',
  'csv-outlook-en',
  'csv-thunderbird',
  'ldif',
];

/** One export from the choice of what and how to its result. */
export class Export {
  format = $state<ExportFormat>('vcard3');
  chosen = $state<Offer['key']>('all');
  busy = $state(false);
  cancelling = $state(false);
  cancelled = $state(false);
  progress = $state.raw<Progress | null>(null);
  done = $state.raw<Exported | null>(null);
  failure = $state.raw<Failed | null>(null);

  offers = $state.raw<readonly Offer[]>([]);
  offer = $derived(this.offers.find((offer) => offer.key === this.chosen));
  ready = $derived(!this.busy && (this.offer?.count ?? 0) > 0);

  readonly #door: ExportDoor;

  /** The first offer is the nearest one (what is selected) and stands chosen. */
  constructor(door: ExportDoor, offers: readonly Offer[]) {
    this.#door = door;
    this.offers = offers;
    this.chosen = offers[0]?.key ?? 'all';
  }

  /** Asks where to save, then writes; closing the save dialog leaves everything as it was. */
  async start(): Promise<Exported | null> {
    const offer = this.offer;
    if (!offer || !this.ready) return null;
    this.busy = true;
    this.cancelled = false;
    this.failure = null;
    this.progress = null;
    try {
      this.done = await this.#door.export(this.format, offer.what, (now) => (this.progress = now));
      return this.done;
    } catch (thrown) {
      const failure = Failed.from(thrown);
      if (failure.code === 'cancelled') this.cancelled = true;
      else this.failure = failure;
      return null;
    } finally {
      this.busy = false;
      this.cancelling = false;
    }
  }

  async cancel() {
    if (!this.busy || this.cancelling) return;
    this.cancelling = true;
    await this.#door.cancel();
  }
}
