/** The one toast: a sentence, perhaps with an act (undo), gone after ten seconds unless somebody is looking at it. */

export interface Toast {
  text: string;
  tone?: 'done' | 'problem';
  action?: { label: string; run: () => void };
}

export class Toasts {
  static readonly SHOWN_MS = 10_000;

  current = $state<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(toast: Toast): void {
    this.current = toast;
    this.resume();
  }

  /** Held while the pointer or the focus is on it. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.hold();
    if (this.current) this.#timer = setTimeout(() => this.close(), Toasts.SHOWN_MS);
  }

  act(): void {
    const action = this.current?.action;
    this.close();
    action?.run();
  }

  close(): void {
    this.hold();
    this.current = null;
  }
}

export const toasts = new Toasts();
