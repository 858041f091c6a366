//! From signalling's own words to the phone's: the two crates do not know each other.

use reo_phone::{EndedBy, LineFailure};

/// Whose doing the end of a leg was.
pub(crate) const fn ended_by(by: reo_sip::EndedBy) -> EndedBy {
    match by {
        reo_sip::EndedBy::Us => EndedBy::Us,
        reo_sip::EndedBy::Peer => EndedBy::Peer,
        reo_sip::EndedBy::Cancelled { elsewhere } => EndedBy::Cancelled { elsewhere },
        reo_sip::EndedBy::Status(status) => EndedBy::Status(status),
        reo_sip::EndedBy::Failure => EndedBy::Failure,
    }
}

/// Why there is no registration.
pub(crate) const fn line_failure(failure: reo_sip::LineFailure) -> LineFailure {
    match failure {
        reo_sip::LineFailure::Unreachable => LineFailure::Unreachable,
        reo_sip::LineFailure::Certificate => LineFailure::Certificate,
        reo_sip::LineFailure::Rejected(status) => LineFailure::Rejected(status),
        reo_sip::LineFailure::NotUnderstood => LineFailure::NotUnderstood,
    }
}

/// The final status of a transfer that came to nothing; 408 Request Timeout where nobody said one.
pub(crate) const fn transfer_status(why: reo_sip::TransferFailure) -> u16 {
    match why {
        reo_sip::TransferFailure::Refused(status) | reo_sip::TransferFailure::Target(status) => status,
        reo_sip::TransferFailure::Unknown => 408,
    }
}
