// Reo: nothing is needed here. Old pages load this file for a phone inside the browser; with Reo the phone is a program of its own,
// and cs_voice.js speaks to it. The file is kept so that the page's script tags need not change.
