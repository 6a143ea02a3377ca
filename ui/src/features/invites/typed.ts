/** A value of an invite that is edited where it stands; whatever edits values is composed by the screen. */
export interface Typed {
  label: string;
  /** What the register calls it. */
  field: string;
  value: string;
  multiline?: boolean;
  /** It is a day; one without a year lies ahead or behind. */
  towards?: 'ahead' | 'behind';
}
