//! What a client reports.

use reo_model::{LegId, PhoneNumber, Redacted};

/// Something that happened. After `Ended` nothing more comes of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SipEvent {
    /// The registration stands, or was refreshed.
    Registered,
    /// The registration is gone on our own wish.
    Unregistered,
    /// No registration at the moment; attempts go on. Reported when the reason is new.
    LineDown(LineFailure),
    /// An INVITE for us. To be answered by `Ring`, `Answer` or `Reject`.
    Incoming {
        /// The new leg; even.
        leg: LegId,
        /// User part of From.
        caller: PhoneNumber,
        /// Display name of From.
        name: Option<Redacted<String>>,
        /// SDP.
        offer: String,
        /// The session that this call is to replace (RFC 3891): the same call goes on with another party.
        /// Hang that leg up once this one is confirmed.
        replaces: Option<LegId>,
    },
    /// The far side rings (180 or another provisional answer with a meaning for the ear).
    Ringing {
        /// Which leg.
        leg: LegId,
        /// Early SDP.
        early: Option<String>,
    },
    /// Our INVITE got its 200, which is acknowledged.
    Answered {
        /// Which leg.
        leg: LegId,
        /// SDP.
        answer: String,
    },
    /// Our 200 to an incoming INVITE was acknowledged.
    Confirmed {
        /// Which leg.
        leg: LegId,
    },
    /// The far side offers a changed session: answer with `AnswerOffer` or `RefuseOffer`.
    Offer {
        /// Which leg.
        leg: LegId,
        /// SDP.
        offer: String,
    },
    /// The far side accepted our `Offer`.
    OfferAnswered {
        /// Which leg.
        leg: LegId,
        /// SDP.
        answer: String,
    },
    /// Our `Offer` came to nothing; the session goes on as it was. 491 when an offer of the far
    /// side's takes its place, or when another offer was still open (RFC 3261, section 14).
    OfferRefused {
        /// Which leg.
        leg: LegId,
        /// SIP status.
        status: u16,
    },
    /// The far side works on our transfer.
    TransferProgress {
        /// Which leg.
        leg: LegId,
        /// What it got so far for its INVITE to the third party, 100 to 199.
        status: u16,
    },
    /// The far side reached the third party: our leg is no longer needed.
    Transferred {
        /// Which leg.
        leg: LegId,
    },
    /// Our transfer came to nothing; the session goes on. A leg may also end while a transfer is open: some
    /// servers hang up as soon as they have taken it on, and say nothing more of it.
    TransferFailed {
        /// Which leg.
        leg: LegId,
        /// Why.
        why: TransferFailure,
    },
    /// The leg is over.
    Ended {
        /// Which leg.
        leg: LegId,
        /// Whose doing.
        by: EndedBy,
    },
}

/// Whose doing the end of a leg was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// Ours: BYE, CANCEL or a refusal that we sent.
    Us,
    /// The far side's BYE.
    Peer,
    /// The caller's CANCEL before we answered. `elsewhere` when its Reason says "completed elsewhere" (RFC 3326).
    Cancelled {
        /// Another device answered.
        elsewhere: bool,
    },
    /// A final failure status for our INVITE (RFC 3261, section 21), e.g. 486.
    Status(u16),
    /// Time-out, transport failure, session timer, or an offer that cannot be met.
    Failure,
}

/// Why a transfer came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferFailure {
    /// The far side does not do it, with this status for our REFER. 491 also without a REFER: another transfer of
    /// the leg is open, or one of the sessions is not up.
    Refused(u16),
    /// The third party did not take the call: the final status that the far side got, 300 to 699.
    Target(u16),
    /// The far side said too little, or nothing more: perhaps the two talk, perhaps not.
    Unknown,
}

/// Why there is no registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFailure {
    /// No connection, or nobody answers on it.
    Unreachable,
    /// The certificate is not trusted.
    Certificate,
    /// The server refuses the account, with this status.
    Rejected(u16),
    /// The server's answers are not SIP.
    NotUnderstood,
}
