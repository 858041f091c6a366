//! The states of a leg.

use super::transfer::Transfer;
use crate::{
    dialog::Dialog,
    message,
    session_timer::{Refresher, SessionTimer, Terms},
    stack::{ServerTransaction, TxId},
};
use reo_model::LegId;
use rsipstack::sip::Request;
use std::time::Duration;
use tokio::time::Instant;

/// What a request of ours is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// REGISTER.
    Register,
    /// The INVITE that begins a leg.
    Invite(LegId),
    /// A re-INVITE with an offer of the user's.
    Offer(LegId),
    /// An UPDATE or re-INVITE that only refreshes.
    Refresh(LegId),
    /// REFER.
    Refer(LegId),
    /// BYE.
    Bye(LegId),
    /// A request whose answer changes nothing.
    Courtesy,
}

/// A leg by its state. A leg in `Closing` has been reported as ended.
pub(super) enum Leg {
    Calling(Box<Calling>),
    Ringing(Box<Ringing>),
    Talking(Box<Talking>),
    Closing(Box<Closing>),
}

/// Our INVITE has no final response yet.
pub(super) struct Calling {
    pub(super) invite: Request,
    pub(super) offer: String,
    pub(super) min_se: Option<u32>,
    pub(super) early: Option<String>,
    /// A provisional response came: only then a CANCEL may be sent (RFC 3261, section 9.1).
    pub(super) provisional: bool,
    /// The connection that would bring the answer was lost: until when we wait for it all the same.
    pub(super) limit: Option<Instant>,
}

/// An INVITE to us has no final response yet.
pub(super) struct Ringing {
    pub(super) invite: ServerTransaction,
    pub(super) tag: String,
    /// Until when, at the longest.
    pub(super) limit: Instant,
}

/// A session.
pub(super) struct Talking {
    pub(super) dialog: Dialog,
    /// The SDP that we sent last.
    pub(super) local_sdp: String,
    pub(super) timer: Option<SessionTimer>,
    pub(super) min_se: Option<u32>,
    pub(super) ours: OurOffer,
    /// The peer's offer that waits for the user's answer.
    pub(super) theirs: Option<ServerTransaction>,
    /// A 200 of ours to an INVITE that waits for its ACK.
    pub(super) unacknowledged: Option<TxId>,
    /// The dialog is confirmed: always, except between our first 200 and its ACK.
    pub(super) confirmed: bool,
    pub(super) refresh: Option<Refresh>,
    /// The connection that the peer's requests came over is gone.
    pub(super) moved: bool,
    /// When to tell the peer where we are now, after a reconnect.
    pub(super) reannounce_at: Option<Instant>,
    /// An offer of the user's that has to wait for something of ours to finish.
    pub(super) queued: Option<String>,
    /// A transfer that we asked for.
    pub(super) transfer: Option<Transfer>,
}

/// An offer of the user's.
#[derive(Debug)]
pub(super) enum OurOffer {
    None,
    /// On its way.
    Sent(String),
    /// Met the peer's (491); to be sent again then (RFC 3261, section 14.1).
    Glare(String, Instant),
}

/// A refresh of ours on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refresh {
    Update,
    ReInvite,
}

/// What is left to do after the leg has ended.
pub(super) enum Closing {
    /// Our INVITE is to be cancelled, or is; a late 200 gets a BYE.
    Abandoned { calling: Calling, cancelled: bool },
    /// Our BYE has no response yet.
    Leaving(Dialog),
    /// Our BYE has to wait for the ACK (RFC 3261, section 15).
    AwaitingAck(Dialog, TxId),
}

impl Talking {
    pub(super) fn new(dialog: Dialog, local_sdp: String, terms: Option<Terms>) -> Self {
        Self {
            dialog,
            local_sdp,
            timer: terms.map(|terms| SessionTimer::start(terms, Instant::now())),
            min_se: None,
            ours: OurOffer::None,
            theirs: None,
            unacknowledged: None,
            confirmed: true,
            refresh: None,
            moved: false,
            reannounce_at: None,
            queued: None,
            transfer: None,
        }
    }

    /// A new agreement on the session interval, or that there is none.
    pub(super) fn restart_timer(&mut self, terms: Option<Terms>) {
        self.timer = terms.map(|terms| SessionTimer::start(terms, Instant::now()));
    }

    pub(super) fn refresher(&self) -> Option<Refresher> {
        self.timer.map(|timer| timer.terms.refresher)
    }

    /// An INVITE of ours is on its way.
    pub(super) fn is_inviting(&self) -> bool {
        matches!(self.ours, OurOffer::Sent(_)) || self.refresh == Some(Refresh::ReInvite)
    }

    /// The pause after a 491 (RFC 3261, section 14.1): the side that made the Call-ID waits longer.
    pub(super) fn glare_pause(&self) -> Duration {
        let units = if self.dialog.we_called { 210..=400 } else { 0..=200 };
        Duration::from_millis(rand::random_range(units) * 10)
    }
}

impl Leg {
    /// When something is due.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Calling(calling) => calling.limit,
            Self::Ringing(ringing) => Some(ringing.limit),
            Self::Talking(talking) => {
                let glare = match talking.ours {
                    OurOffer::Glare(_, at) => Some(at),
                    _ => None,
                };
                let timer = talking.timer.map(|timer| timer.deadline());
                let news = talking.transfer.as_ref().and_then(|transfer| transfer.limit);
                [glare, timer, news, talking.reannounce_at].into_iter().flatten().min()
            }
            Self::Closing(_) => None,
        }
    }

    /// Whether a request belongs to this leg.
    pub(super) fn owns(&self, request: &Request) -> bool {
        match self {
            Self::Calling(calling) => owned_by_our_invite(&calling.invite, request),
            Self::Ringing(ringing) => {
                let invite = &ringing.invite.request;
                message::call_id(invite) == message::call_id(request)
                    && message::from_tag(invite) == message::from_tag(request)
                    && message::to_tag(request).as_deref() == Some(ringing.tag.as_str())
            }
            Self::Talking(talking) => talking.dialog.owns(request),
            Self::Closing(closing) => match closing.as_ref() {
                Closing::Abandoned { calling, .. } => owned_by_our_invite(&calling.invite, request),
                Closing::Leaving(dialog) | Closing::AwaitingAck(dialog, _) => dialog.owns(request),
            },
        }
    }

    /// The dialog, once there is one.
    pub(super) fn dialog_mut(&mut self) -> Option<&mut Dialog> {
        match self {
            Self::Talking(talking) => Some(&mut talking.dialog),
            Self::Closing(closing) => match closing.as_mut() {
                Closing::Leaving(dialog) | Closing::AwaitingAck(dialog, _) => Some(dialog),
                Closing::Abandoned { .. } => None,
            },
            Self::Calling(_) | Self::Ringing(_) => None,
        }
    }

    /// Whether the server transaction is this leg's own INVITE, or waits in it for an ACK.
    pub(super) fn waits_for(&self, id: TxId) -> bool {
        match self {
            Self::Ringing(ringing) => ringing.invite.id == id,
            Self::Talking(talking) => {
                talking.unacknowledged == Some(id)
                    || talking.theirs.as_ref().is_some_and(|offer| offer.id == id)
            }
            Self::Closing(closing) => {
                matches!(closing.as_ref(), Closing::AwaitingAck(_, waiting) if *waiting == id)
            }
            Self::Calling(_) => false,
        }
    }
}

fn owned_by_our_invite(invite: &Request, request: &Request) -> bool {
    message::call_id(invite) == message::call_id(request)
        && message::from_tag(invite) == message::to_tag(request)
}
