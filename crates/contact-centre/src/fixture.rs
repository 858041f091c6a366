//! What tests share.

use crate::constants::{Constant, names};
use crate::{Codec, Constants, Identity, SessionFacts, SignedIn};
use std::collections::BTreeMap;

/// Every name with a number. Requests and answers share numbers on purpose, sign-in and its answer too.
pub(crate) fn table() -> BTreeMap<String, Constant> {
    let numbered = |names: &[&str]| {
        let numbers = (100..).map(Constant::Integer);
        names.iter().map(|name| (*name).to_owned()).zip(numbers).collect::<Vec<_>>()
    };
    let mut table: BTreeMap<_, _> = numbered(names::SENT).into_iter().collect();
    table.extend(numbered(names::RECEIVED));
    table.insert("REFRESH_ID".to_owned(), Constant::Integer(1_010_003));
    table.insert(names::DEVICE_BROWSER.to_owned(), Constant::Integer(1));
    table.insert(names::ERROR_CODE_CALL_NOT_FOUND.to_owned(), Constant::Text("NO_CALL".to_owned()));
    table
}

pub(crate) fn constants() -> Constants {
    Constants::try_from(table()).unwrap()
}

pub(crate) fn codec() -> Codec {
    Codec::new(&constants())
}

pub(crate) fn identity() -> Identity {
    signed_in().identity()
}

pub(crate) fn signed_in() -> SignedIn {
    SignedIn {
        domain: "kanow".into(),
        token: "the-token".into(),
        facts: SessionFacts {
            agent_id: "an.nguyen".into(),
            extension: "5000".into(),
            phone_no: None,
            role: Some(6),
            sip_domain: "sip.test".to_owned(),
            sip_socket: "wss://sip.test/ws".to_owned(),
            agent_socket: "wss://agents.test/websocket".to_owned(),
            callout_services: Vec::new(),
        },
        constants: constants(),
    }
}
