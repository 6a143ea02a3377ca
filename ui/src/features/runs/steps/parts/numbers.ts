/** Whether the core takes this for a number: digits of any width with separators, or nothing. */
export function isNumber(text: string): boolean {
  return /^[\d０-９,，円¥￥ ]*$/u.test(text.trim());
}

/** The first and last characters of a hash: 9f3c…71ae */
export function shortHash(sha256: string): string {
  return sha256.length > 10 ? `${sha256.slice(0, 4)}…${sha256.slice(-4)}` : sha256;
}

/** Today where the user is, as the core writes days. */
export function today(now = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
