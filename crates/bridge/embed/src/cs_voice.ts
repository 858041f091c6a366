// What old CRM pages load as `cs_voice.js`.
import { installOnce } from './install';

installOnce(window, document.currentScript);
