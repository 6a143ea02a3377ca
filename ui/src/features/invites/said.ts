/** What was just done, said where it was done. */
export interface Said {
  text: string;
  action?: { label: string; run: () => void };
}
