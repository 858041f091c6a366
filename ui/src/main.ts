import App from './App.svelte';
import { boot } from './boot';

void boot(App);
