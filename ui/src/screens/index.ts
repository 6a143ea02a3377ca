/** Every screen by its name. */
import type { Component } from 'svelte';

import type { Screen } from '../app/app.svelte';
import ChangesScreen from './ChangesScreen.svelte';
import Contacts from './Contacts.svelte';
import DuplicatesScreen from './DuplicatesScreen.svelte';
import ImportScreen from './ImportScreen.svelte';
import OpeningScreen from './OpeningScreen.svelte';
import ProblemScreen from './ProblemScreen.svelte';
import SettingsScreen from './SettingsScreen.svelte';
import StartScreen from './StartScreen.svelte';
import TrashScreen from './TrashScreen.svelte';

export const screens: Record<Screen, Component> = {
  opening: OpeningScreen,
  contacts: Contacts,
  duplicates: DuplicatesScreen,
  trash: TrashScreen,
  import: ImportScreen,
  settings: SettingsScreen,
  changes: ChangesScreen,
  start: StartScreen,
  problem: ProblemScreen,
};
