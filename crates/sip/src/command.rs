//! What can be asked of a client.

use reo_model::{LegId, PhoneNumber};

/// A request to a [`crate::SipClient`]. One for a leg that is over, or not in the state for it, is ignored.
#[derive(Clone, Debug)]
pub enum SipCommand {
    /// Send an INVITE. `leg` is new and odd.
    Invite {
        /// The new leg.
        leg: LegId,
        /// Whom to call: user part at our domain.
        target: PhoneNumber,
        /// SDP.
        offer: String,
    },
    /// Tell the caller that we ring (180).
    Ring {
        /// Which leg.
        leg: LegId,
    },
    /// Accept an incoming INVITE (200).
    Answer {
        /// Which leg.
        leg: LegId,
        /// SDP.
        answer: String,
    },
    /// Refuse an incoming INVITE.
    Reject {
        /// Which leg.
        leg: LegId,
        /// Final failure status, 300 to 699; another number counts as 480.
        status: u16,
    },
    /// End a leg in whatever state it is: CANCEL, BYE or a refusal (480).
    HangUp {
        /// Which leg.
        leg: LegId,
    },
    /// Offer a changed session by re-INVITE. Answered by `OfferAnswered` or `OfferRefused`.
    Offer {
        /// Which leg.
        leg: LegId,
        /// SDP.
        offer: String,
    },
    /// Accept the far side's re-INVITE.
    AnswerOffer {
        /// Which leg.
        leg: LegId,
        /// SDP.
        answer: String,
    },
    /// Refuse the far side's re-INVITE; the session goes on as it was.
    RefuseOffer {
        /// Which leg.
        leg: LegId,
        /// Final failure status, e.g. 488; a number outside 300 to 699 counts as 488.
        status: u16,
    },
    /// Ask the far side to call somebody else (REFER; blind transfer, RFC 5589, section 6), over a session that
    /// is up. Answered by `TransferProgress` and in the end by `Transferred` or `TransferFailed`; the leg goes on
    /// in either case, and is ours to hang up after success.
    Transfer {
        /// Which leg.
        leg: LegId,
        /// Whom it is to call: user part at our domain.
        target: PhoneNumber,
    },
    /// Ask the far side to take our place in another call of ours (REFER with Replaces; attended transfer,
    /// RFC 5589, section 7). Answered as `Transfer` is; the far side of `other` ends that leg when it worked.
    TransferTo {
        /// Which leg's far side is asked.
        leg: LegId,
        /// The session whose far side it is to talk to.
        other: LegId,
    },
    /// Give up the registration. Dialogs go on.
    Unregister,
    /// Register again after `Unregister`.
    Register,
    /// Do not wait for the next attempt to connect or register: try now, and report the outcome afresh.
    Retry,
}
