/** The one toast: a sentence, perhaps with an act (undo), gone after ten seconds unless somebody is looking at it; of work that goes on, when that ends. */

export interface Toast {
  text: string;
  tone?: 'done' | 'problem' | 'working';
  action?: { label: string; run: () => void };
}

export class Toasts {
  static readonly SHOWN_MS = 10_000;
  static readonly SLOW_MS = 400;

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
    if (this.current && this.current.tone !== 'working')
      this.#timer = setTimeout(() => this.close(), Toasts.SHOWN_MS);
  }

  /** Says that work goes on, where it takes so long that one would wonder. */
  async during<T>(work: Promise<T>, text: string, after = Toasts.SLOW_MS): Promise<T> {
    const toast: Toast = { text, tone: 'working' };
    const timer = setTimeout(() => this.show(toast), after);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (this.current?.tone === 'working') this.close();
    }
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
