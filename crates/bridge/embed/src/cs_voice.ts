// What old CRM pages load as `cs_voice.js`.
import { install } from './install';

install(window, document.currentScript);
