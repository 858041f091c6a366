//! INVITEs that take the place of a session of ours (RFC 3891, section 3).

use super::{
    Agent,
    leg::{Closing, Leg},
};
use crate::{dialog::Dialog, transfer::Replaces};
use reo_model::LegId;
use rsipstack::sip::Request;

impl Agent {
    /// The leg that an INVITE replaces, if it does, or the status to refuse it with.
    ///
    /// Only a session can be replaced, not a call that still rings at either end. Whoever names one knows
    /// its tags, as only its parties and the servers between them do.
    pub(super) fn replaced(&self, invite: &Request) -> Result<Option<LegId>, u16> {
        let Some(replaces) = asked_for(invite)? else { return Ok(None) };
        let named = |leg: &Leg| dialog(leg).is_some_and(|dialog| dialog.is_named_by(&replaces));
        match self.legs.iter().find(|(_, leg)| named(leg)) {
            Some((_, Leg::Talking(_))) if replaces.early_only => Err(486),
            Some((leg, Leg::Talking(_))) => Ok(Some(*leg)),
            // It is over, and whoever hung up wants no more of it.
            Some(_) => Err(603),
            None => Err(481),
        }
    }
}

fn asked_for(invite: &Request) -> Result<Option<Replaces>, u16> {
    let rows = |name: &'static str| {
        invite.headers.iter().filter(move |header| header.name().eq_ignore_ascii_case(name))
    };
    let mut given = rows("Replaces");
    let Some(first) = given.next() else { return Ok(None) };
    if given.next().is_some() || rows("Join").next().is_some() {
        return Err(400);
    }
    Replaces::read(first.value()).map(Some).ok_or(400)
}

fn dialog(leg: &Leg) -> Option<&Dialog> {
    match leg {
        Leg::Talking(talking) => Some(&talking.dialog),
        Leg::Closing(closing) => match closing.as_ref() {
            Closing::Leaving(dialog) | Closing::AwaitingAck(dialog, _) => Some(dialog),
            Closing::Abandoned { .. } => None,
        },
        Leg::Calling(_) | Leg::Ringing(_) => None,
    }
}
