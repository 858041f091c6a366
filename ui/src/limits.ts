/** A colleague has this long to accept a call, in ms. */
export const CONFIRM = 10_000;
/** A CRM page's question stands this long at most, in ms. */
export const ASKED = 60_000;
/** A question that has just come up under the agent's pointer takes no click for so long, in ms. */
export const SETTLES = 700;
/** What is typed into a note is written down this long after the last key, in ms. */
export const NOTE_WAITS = 300;
/** The longest note, in characters. */
export const LONGEST_NOTE = 4000;
