import { boot } from './boot';
import Popup from './Popup.svelte';

void boot(Popup);
