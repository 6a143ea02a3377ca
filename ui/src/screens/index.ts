/** Every screen by its name. */
import type { Component } from 'svelte';

import type { Screen } from '../app/app.svelte';
import BackupsScreen from './BackupsScreen.svelte';
import ChangesScreen from './ChangesScreen.svelte';
import Contacts from './Contacts.svelte';
import DuplicatesScreen from './DuplicatesScreen.svelte';
import HomeScreen from './HomeScreen.svelte';
import ImportScreen from './ImportScreen.svelte';
import InvitesScreen from './InvitesScreen.svelte';
import OpeningScreen from './OpeningScreen.svelte';
import LockScreen from './LockScreen.svelte';
import ProblemScreen from './ProblemScreen.svelte';
import RunScreen from './RunScreen.svelte';
import ServicesScreen from './ServicesScreen.svelte';
import SettingsScreen from './SettingsScreen.svelte';
import StartScreen from './StartScreen.svelte';
import TemplatesScreen from './TemplatesScreen.svelte';
import TrashScreen from './TrashScreen.svelte';

export const screens: Record<Screen, Component> = {
  opening: OpeningScreen,
  home: HomeScreen,
  run: RunScreen,
  services: ServicesScreen,
  invites: InvitesScreen,
  templates: TemplatesScreen,
  backups: BackupsScreen,
  contacts: Contacts,
  duplicates: DuplicatesScreen,
  trash: TrashScreen,
  import: ImportScreen,
  settings: SettingsScreen,
  changes: ChangesScreen,
  start: StartScreen,
  locked: LockScreen,
  problem: ProblemScreen,
};
