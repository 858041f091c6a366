//! A CRM's page in a browser and the desktop phone in its window: what the agent sees and answers, and what the page gets of it.

#![allow(clippy::print_stdout, reason = "the tests print what was heard")]

mod customer;
mod dialling;
mod door;
mod office;
