/** The country that a Japanese address need not say. */
export function isJapan(country: string): boolean {
  return /^(日本|japan|jp)$/i.test(country.trim());
}
