/** The settings, saved shortly after each change. */
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
};

const SAVE_AFTER_MS = 300;

export class AppSettings {
  now = $state<Settings>(initial);
  system = $state<Language>('ja');
  dark = $state(false);
  language: Language = $derived(this.now.language ?? this.system);
  theme = $derived(this.now.theme === 'system' ? (this.dark ? 'dark' : 'light') : this.now.theme);
  #timer: ReturnType<typeof setTimeout> | undefined;

  take(state: AppState): void {
    this.now = state.settings;
    this.system = state.system_language;
    locale.current = this.language;
  }

  set(change: Partial<Settings>): void {
    Object.assign(this.now, change);
    locale.current = this.language;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    await backend.saveSettings($state.snapshot(this.now)).catch(() => undefined);
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
