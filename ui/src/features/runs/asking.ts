/** What a dialog asks before a step is moved. */
export type Asking = 'skip' | 'wait' | 'already' | 'reopen' | 'cross';
