use crate::{
    peer::{CONTACT, Connection, Peer},
    scenario::{ANSWER, Agent, account, registered, scenario},
    text::{Text, digest_part},
};
use reo_model::LegId;
use reo_sip::{EndedBy, LineFailure, SipEvent};

/// What the response has to be, computed here from RFC 7616 and not by the client's stack.
fn expected(authorization: &str, method: &str, user: &str, hash: fn(&str) -> String) -> String {
    let part = |name| digest_part(authorization, name).unwrap_or_else(|| panic!("{name} in {authorization}"));
    let ha1 = hash(&format!("{user}:{}:sip_password", part("realm")));
    let ha2 = hash(&format!("{method}:{}", part("uri")));
    match digest_part(authorization, "qop") {
        Some(qop) => hash(&format!("{ha1}:{}:{}:{}:{qop}:{ha2}", part("nonce"), part("nc"), part("cnonce"))),
        None => hash(&format!("{ha1}:{}:{ha2}", part("nonce"))),
    }
}

fn md5(text: &str) -> String {
    use md5::Digest;
    hex(&md5::Md5::digest(text))
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Challenges a REGISTER and returns the one with credentials.
async fn challenge(connection: &mut Connection, headers: &[&str]) -> Text {
    let register = connection.request("REGISTER").await;
    assert!(register.get("Authorization").is_none());
    connection.reply(&register, "401 Unauthorized", headers, "").await;
    let again = connection.request("REGISTER").await;
    assert_eq!(again.sequence(), register.sequence() + 1);
    assert_ne!(again.branch(), register.branch());
    again
}

async fn fresh() -> (Agent, Connection) {
    let peer = Peer::start().await;
    let mut config = account(&peer);
    config.auth_user = Some("login".to_owned());
    let agent = Agent::start(config);
    let connection = peer.accept().await;
    (agent, connection)
}

#[test]
fn md5_without_qop() {
    scenario(async {
        let (mut agent, mut connection) = fresh().await;
        let header = "WWW-Authenticate: Digest realm=\"rig.test\", nonce=\"n1\"";
        let again = challenge(&mut connection, &[header]).await;
        let given = again.header("Authorization");
        assert_eq!(digest_part(given, "username"), Some("login"));
        assert_eq!(digest_part(given, "response").unwrap(), expected(given, "REGISTER", "login", md5));
        connection.reply(&again, "200 OK", &[], "").await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn sha_256_with_a_list_of_qop() {
    scenario(async {
        let (mut agent, mut connection) = fresh().await;
        let header = "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"n=1\", algorithm=SHA-256, \
                      qop=\"auth,auth-int\", opaque=\"o\"";
        let again = challenge(&mut connection, &[header]).await;
        let given = again.header("Authorization");
        assert!(given.contains("algorithm=SHA-256"), "{given}");
        assert!(given.contains("qop=auth, nc=00000001"), "{given}");
        assert_eq!(digest_part(given, "opaque"), Some("o"));
        let given = given.replace("a, b", "a,b");
        let response = digest_part(&given, "response").unwrap();
        let part = |name| digest_part(&given, name).unwrap();
        let ha1 = sha256("login:a, b:sip_password");
        let ha2 = sha256(&format!("REGISTER:{}", part("uri")));
        let all = format!("{ha1}:n=1:{}:{}:auth:{ha2}", part("nc"), part("cnonce"));
        assert_eq!(response, sha256(&all));
        connection.reply(&again, "200 OK", &[], "").await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn the_first_challenge_that_can_be_answered_is_taken() {
    scenario(async {
        let (_agent, mut connection) = fresh().await;
        let headers = [
            "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\", algorithm=SHA-512-256",
            "WWW-Authenticate: Digest realm=\"r\", nonce=\"b\", algorithm=SHA-256",
            "WWW-Authenticate: Digest realm=\"r\", nonce=\"c\", algorithm=MD5",
        ];
        let again = challenge(&mut connection, &headers).await;
        assert_eq!(again.all("Authorization").len(), 1);
        let given = again.header("Authorization");
        assert_eq!(digest_part(given, "nonce"), Some("b"));
        assert_eq!(digest_part(given, "response").unwrap(), expected(given, "REGISTER", "login", sha256));
    });
}

#[test]
fn two_realms_are_answered_one_after_the_other() {
    scenario(async {
        let (_agent, mut connection) = fresh().await;
        let first =
            challenge(&mut connection, &["WWW-Authenticate: Digest realm=\"one\", nonce=\"1\""]).await;
        let header = "Proxy-Authenticate: Digest realm=\"two\", nonce=\"2\"";
        connection.reply(&first, "407 Proxy Authentication Required", &[header], "").await;
        let second = connection.request("REGISTER").await;
        assert_eq!(digest_part(second.header("Authorization"), "realm"), Some("one"));
        assert_eq!(digest_part(second.header("Proxy-Authorization"), "realm"), Some("two"));
    });
}

#[test]
fn a_stale_nonce_is_replaced_and_a_nonce_used_again_is_counted() {
    scenario(async {
        let (_agent, mut connection) = fresh().await;
        let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", qop=\"auth\"";
        let first = challenge(&mut connection, &[header]).await;
        let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", qop=\"auth\", stale=true";
        connection.reply(&first, "401 Unauthorized", &[header], "").await;
        let second = connection.request("REGISTER").await;
        assert_eq!(digest_part(second.header("Authorization"), "nc"), Some("00000002"));
        assert_eq!(second.all("Authorization").len(), 1);
        let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"2\", qop=\"auth\", stale=TRUE";
        connection.reply(&second, "401 Unauthorized", &[header], "").await;
        let third = connection.request("REGISTER").await;
        let given = third.header("Authorization");
        assert_eq!(digest_part(given, "nonce"), Some("2"));
        assert_eq!(digest_part(given, "nc"), Some("00000001"));
        assert_eq!(digest_part(given, "response").unwrap(), expected(given, "REGISTER", "login", md5));
    });
}

#[test]
fn a_refused_password_is_not_tried_for_ever() {
    scenario(async {
        let (mut agent, mut connection) = fresh().await;
        let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\"";
        let again = challenge(&mut connection, &[header]).await;
        connection.reply(&again, "401 Unauthorized", &[header], "").await;
        agent.expect(SipEvent::LineDown(LineFailure::Rejected(401))).await;
    });
}

#[test]
fn a_challenge_that_is_none_is_not_understood() {
    scenario(async {
        let (mut agent, mut connection) = fresh().await;
        let register = connection.request("REGISTER").await;
        connection.reply(&register, "401 Unauthorized", &["WWW-Authenticate: Bearer x"], "").await;
        agent.expect(SipEvent::LineDown(LineFailure::NotUnderstood)).await;
    });
}

#[test]
fn an_invite_is_authenticated_at_the_proxy() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        let header =
            "Proxy-Authenticate: Digest realm=\"rig.test\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"";
        connection.reply(&invite, "407 Proxy Authentication Required", &[header], "").await;
        let ack = connection.request("ACK").await;
        assert_eq!(ack.branch(), invite.branch());
        let again = connection.request("INVITE").await;
        assert_eq!(
            (again.header("Call-ID"), again.body.as_str()),
            (invite.header("Call-ID"), invite.body.as_str())
        );
        assert_eq!(again.tag("From"), invite.tag("From"));
        assert_eq!(again.sequence(), invite.sequence() + 1);
        let given = again.header("Proxy-Authorization");
        assert_eq!(digest_part(given, "response").unwrap(), expected(given, "INVITE", "5000", sha256));
        connection.reply(&again, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LegId(1), answer: ANSWER.to_owned() }).await;
    });
}

#[test]
fn a_call_with_a_refused_password_ends_with_the_status() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let header = "Proxy-Authenticate: Digest realm=\"rig.test\", nonce=\"n\"";
        for _ in 0..2 {
            let invite = connection.request("INVITE").await;
            connection.reply(&invite, "407 Proxy Authentication Required", &[header], "").await;
            connection.request("ACK").await;
        }
        agent.expect(SipEvent::Ended { leg: LegId(1), by: EndedBy::Status(407) }).await;
    });
}

#[test]
fn a_proxy_and_the_server_behind_it_may_share_a_realm() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        let header = "Proxy-Authenticate: Digest realm=\"rig.test\", nonce=\"p\"";
        connection.reply(&invite, "407 Proxy Authentication Required", &[header], "").await;
        connection.request("ACK").await;
        let invite = connection.request("INVITE").await;
        let header = "WWW-Authenticate: Digest realm=\"rig.test\", nonce=\"s\"";
        connection.reply(&invite, "401 Unauthorized", &[header], "").await;
        connection.request("ACK").await;
        let invite = connection.request("INVITE").await;
        assert_eq!(digest_part(invite.header("Authorization"), "nonce"), Some("s"));
        assert_eq!(digest_part(invite.header("Proxy-Authorization"), "nonce"), Some("p"));
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LegId(1), answer: ANSWER.to_owned() }).await;
    });
}
