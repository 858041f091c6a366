/** A colleague has this long to accept a call, in ms. */
export const CONFIRM = 10_000;
