import type { ReadCode } from '../../backend';
import type { ReadingDoor } from './door';
import { InviteQuestion } from './invite.svelte';
import { Question } from './question.svelte';

/** The questions that codes are, people before anything else; the pieces of one text are one. */
export function questionsOf(door: ReadingDoor, codes: readonly ReadCode[]): Question[] {
  const questions: Question[] = [];
  const spread = new Set<string>();
  for (const code of codes) {
    if (!code.part) {
      questions.push(asked(door, code));
      continue;
    }
    const [, count] = code.part;
    const key = `${count} ${code.from}`;
    if (spread.has(key)) continue;
    spread.add(key);
    const here = codes.filter(({ from, part }) => from === code.from && part?.[1] === count);
    const found = new Set(here.map(({ part }) => part?.[0]));
    const all = Array.from({ length: count }, (_, at) => at + 1);
    questions.push(new Question(door, code, { count, missing: all.filter((each) => !found.has(each)) }));
  }
  const weight = ({ said, pieces }: Question): number =>
    pieces ? 2 : said.kind === 'invite' ? 0 : said.kind === 'card' ? 1 : 2;
  return questions.sort((one, other) => weight(one) - weight(other));
}

function asked(door: ReadingDoor, code: ReadCode): Question {
  const { said } = code.payload;
  return said.kind === 'invite' ? new InviteQuestion(door, code, said.of) : new Question(door, code);
}
