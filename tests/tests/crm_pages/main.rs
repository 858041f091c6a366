//! Pages of CRMs in a real browser, at the door of a real phone that is signed in at the simulated contact centre.

mod attacker;
mod conformance;
mod crowd;
mod habits;
mod new_page;
mod office;
mod reach;
mod shift;
mod tabs;
mod transfers;
