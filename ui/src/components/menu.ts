import type { Component } from 'svelte';

/** One entry of a menu, or a rule between entries. */
export type MenuItem =
  | {
      label: string;
      icon?: Component;
      /** Key hint, already written for people. */
      keys?: string;
      /** A mark before it: the current choice of several (`radio`) or one that is on (`check`). */
      mark?: { kind: 'radio' | 'check'; on: boolean };
      danger?: boolean;
      run: () => void;
    }
  | 'rule';

/** Where a menu opens: at a point, or under an element. */
export type MenuPlace = { x: number; y: number } | HTMLElement;
