import { locale, m } from './index.svelte';
import { shown } from './text';

/** A word of respect that a name brings along; what stands in brackets behind it changes nothing. */
const RESPECT = /(さん|さま|様|先生|殿|氏|君|くん|ちゃん|御中)([（(][^（(]*[）)])?$/;

/** Somebody within a sentence: 青木 直子さん in Japanese, unless the name brings such a word of its own. */
export function called(name: string): string {
  const text = shown(name) || m.common_unnamed();
  return locale.current !== 'ja' || RESPECT.test(text) ? text : `${text}さん`;
}

/** Whether a role's name says that it administers: 最高管理者, 管理者, administrator. */
export function administers(role: string): boolean {
  return /管理者$|\badmin(istrator)?s?$/i.test(role.trim());
}
