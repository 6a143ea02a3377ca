/** How a seal is set: Latin initials run across, everything else downwards in one column, four of a company in two. */
export function sealShape(
  text: string,
  kind: 'person' | 'company',
): { text: string; form: 'latin' | '1' | '2' | '3' | '4' } {
  const characters = [...text];
  if (
    characters.length > 0 &&
    characters.every((character) => /[\p{Script=Latin}\p{Nd}&.·’'-]/u.test(character))
  )
    return { text: characters.slice(0, 3).join(''), form: 'latin' };
  const most = kind === 'company' ? 4 : 3;
  const shown = characters.slice(0, most);
  return { text: shown.join(''), form: String(Math.max(shown.length, 1)) as '1' | '2' | '3' | '4' };
}
