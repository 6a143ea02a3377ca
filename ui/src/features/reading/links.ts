/** What can be told of an address before it is opened. */
import type { Said } from '../../backend';

type Url = Extract<Said, { kind: 'url' }>['of'];

/** Its host has letters other than those that it shows in ASCII: they may only look like the ones one knows. */
export function isLookalike({ host, spelled }: Url): boolean {
  return (spelled !== '' && spelled !== host) || /(^|\.)xn--/.test(host);
}

/** Whom a browser would ask; `null` for addresses that an app opens by itself. */
export function hostOf(url: string): string | null {
  if (!/^https?:/i.test(url)) return null;
  try {
    return new URL(url).host;
  } catch {
    return null;
  }
}
