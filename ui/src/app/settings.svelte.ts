/** The settings, told to the shell at every change; it writes them down. */
import { backend } from '../backend';
import type { AppState, Language, Settings } from '../backend';
import { locale } from '../i18n/index.svelte';
import { layout } from './layout.svelte';

export const initial: Settings = {
  language: null,
  theme: 'system',
  text_size: 'standard',
  sort: 'reading',
  list: { list: 'all' },
  selected: null,
  sidebar_width: 216,
  list_width: 376,
  folded: [],
  code: { format: 'vcard', preset: 'card', parts: [], level: 'M' },
  lock_after: 'quarter_hour',
};

export class AppSettings {
  now = $state<Settings>(initial);
  system = $state<Language>('ja');
  dark = $state(false);
  language: Language = $derived(this.now.language ?? this.system);
  theme = $derived(this.now.theme === 'system' ? (this.dark ? 'dark' : 'light') : this.now.theme);
  #dirty = false;
  #telling = false;

  take(state: AppState): void {
    this.now = state.settings;
    this.system = state.system_language;
    locale.current = this.language;
  }

  set(change: Partial<Settings>): void {
    Object.assign(this.now, change);
    locale.current = this.language;
    this.#dirty = true;
    void this.#tell();
  }

  /** One telling is on its way at a time, and the last one says how it is now. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    while (this.#dirty) {
      this.#dirty = false;
      await backend.saveSettings($state.snapshot(this.now)).catch(() => undefined);
    }
    this.#telling = false;
  }

  /** One step up or down of 標準 · 大 · 特大. */
  zoom(step: 1 | -1): void {
    const sizes = ['standard', 'large', 'huge'] as const;
    const at = sizes.indexOf(this.now.text_size) + step;
    this.set({ text_size: sizes[Math.min(Math.max(at, 0), sizes.length - 1)] });
  }

  /** Writes theme, text size and language to the document; run in an effect. */
  apply(root: HTMLElement): void {
    root.dataset.theme = this.theme;
    root.dataset.textSize = this.now.text_size;
    root.lang = this.language;
    layout.measure();
  }
}

export const settings = new AppSettings();
