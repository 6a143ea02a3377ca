/** Every screen by its name. */
import type { Component } from 'svelte';

import type { Screen } from '../app/app.svelte';
import Contacts from './Contacts.svelte';
import ImportScreen from './ImportScreen.svelte';

export const screens: Partial<Record<Screen, Component>> = {
  contacts: Contacts,
  import: ImportScreen,
};
