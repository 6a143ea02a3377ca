/** Why a book could not be opened, as a title, and what to do next. */
import type { Failed } from '../../backend';
import { m } from '../../i18n/index.svelte';

interface Problem {
  title: string;
  todo: string;
}

/** A backup could stand in its place. Where the file only can't be reached, it would be no help. */
export function isRestorable(code: string): boolean {
  return ['damaged', 'not_a_book', 'too_new'].includes(code);
}

export function problemOf(failed: Failed): Problem {
  switch (failed.code) {
    case 'too_new':
      return {
        title: m.problem_too_new_title(),
        todo: m.problem_too_new_do({ found: failed.text('found'), known: failed.text('known') }),
      };
    case 'damaged':
      return { title: m.problem_damaged_title(), todo: m.problem_damaged_do() };
    case 'not_a_book':
      return { title: m.problem_not_a_book_title(), todo: m.problem_not_a_book_do() };
    case 'read_only':
      return { title: m.problem_read_only_title(), todo: m.problem_read_only_do() };
    case 'network_drive':
      return { title: m.problem_network_drive_title(), todo: m.problem_network_drive_do() };
    case 'open_elsewhere':
      return { title: m.problem_open_elsewhere_title(), todo: m.problem_open_elsewhere_do() };
    case 'disk_full':
      return { title: m.problem_disk_full_title(), todo: m.problem_disk_full_do() };
    default:
      return { title: m.problem_other_title(), todo: m.problem_other_do() };
  }
}
