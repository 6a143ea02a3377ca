import './styles/index.css';

import { mount } from 'svelte';

import App from './App.svelte';

async function start(): Promise<void> {
  const loopback = import.meta.env.VITE_ENISHI_BACKEND;
  if (loopback) (await import('./backend/loopback')).connect(loopback);

  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

void start();
