import { locale, m } from './index.svelte';
import { shown } from './text';

/** Somebody within a sentence: 青木 直子さん in Japanese, unless the name brings such a word of its own. */
export function called(name: string): string {
  const text = shown(name) || m.common_unnamed();
  if (locale.current !== 'ja' || /(さん|さま|様|先生|殿|氏|君|くん|ちゃん|御中)$/.test(text)) return text;
  return `${text}さん`;
}
