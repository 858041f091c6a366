//! A browser client written from the protocol page alone (`tests/pages/reference`: JsSIP and plain scripts, nothing
//! of Reo's) works at the simulated contact centre.

mod office;
mod page;
mod shift;
mod transfers;
mod voice_right;
