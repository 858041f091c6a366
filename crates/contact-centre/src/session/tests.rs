//! The session in virtual time.

use super::*;
use crate::fixture::{codec, signed_in};
use crate::message::MessageTable;
use reo_model::{AgentStatus, PhoneNumber};

const URL: &str = "wss://agents.test/websocket";

/// A session with a clock of its own.
struct World {
    session: AgentSession,
    now: Timestamp,
}

impl World {
    /// Not connected yet.
    fn new() -> Self {
        Self { session: AgentSession::new(&signed_in()), now: Timestamp(1_000_000) }
    }

    /// Online, with everything that led there taken out.
    fn online() -> Self {
        let mut world = Self::new();
        world.session.connect(world.now);
        world.come_online();
        world.outputs();
        world
    }

    /// The socket opens and the server confirms the sign-in.
    fn come_online(&mut self) {
        self.session.opened(self.now);
        self.receive(ServerMessage::Refresh { agent_status: None, voice_channel: None, device_type: None });
    }

    fn receive(&mut self, message: ServerMessage) {
        let text = codec().encode_server(message).unwrap();
        self.session.text(text.expose(), self.now);
    }

    /// Lets time pass, everything being done when it is due.
    fn pass(&mut self, seconds: u64) {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.session.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.session.handle_timeout(self.now);
        }
        self.now = end;
    }

    fn outputs(&mut self) -> Vec<SessionOutput> {
        std::iter::from_fn(|| self.session.poll_output()).collect()
    }

    /// What was sent, other outputs being left out.
    fn sent(&mut self) -> Vec<ClientMessage> {
        self.outputs().iter().filter_map(sent).collect()
    }
}

fn sent(output: &SessionOutput) -> Option<ClientMessage> {
    let SessionOutput::Send(text) = output else { return None };
    Some(codec().decode_client(text.expose()).unwrap().frame.message)
}

fn open() -> SessionOutput {
    SessionOutput::Open { url: URL.to_owned() }
}

fn reconnecting(attempt: u32) -> SessionOutput {
    SessionOutput::Reconnecting { attempt, total: 20 }
}

#[test]
fn signing_in_is_the_first_frame_and_refresh_confirms_it() {
    let mut world = World::new();
    assert_eq!(world.outputs(), []);
    world.session.connect(world.now);
    assert_eq!(world.outputs(), [open()]);
    world.session.opened(world.now);
    assert_eq!(world.sent(), [ClientMessage::SignIn { token: "the-token".into() }]);
    assert!(!world.session.is_online());
    let refresh = ServerMessage::Refresh {
        agent_status: Some(AgentStatus::Available),
        voice_channel: Some(true),
        device_type: None,
    };
    world.receive(refresh.clone());
    assert_eq!(world.outputs(), [SessionOutput::Online, SessionOutput::Message(refresh)]);
    assert!(world.session.is_online());
}

#[test]
fn what_comes_before_refresh_is_passed_on_without_being_online() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.session.opened(world.now);
    world.outputs();
    let response = ServerMessage::LoginResponse { channel_id: Some("c".to_owned()) };
    world.receive(response.clone());
    assert_eq!(world.outputs(), [SessionOutput::Message(response)]);
    assert!(!world.session.is_online());
}

#[test]
fn a_second_refresh_does_not_bring_the_session_online_again() {
    let mut world = World::online();
    let refresh = ServerMessage::Refresh { agent_status: None, voice_channel: None, device_type: None };
    world.receive(refresh.clone());
    assert_eq!(world.outputs(), [SessionOutput::Message(refresh)]);
}

#[test]
fn a_socket_that_cannot_be_opened_the_first_time_is_given_up_at_once() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.outputs();
    world.session.closed(world.now);
    assert_eq!(world.outputs(), [SessionOutput::GivenUp]);
    world.pass(3600);
    assert_eq!(world.outputs(), []);
}

#[test]
fn a_socket_that_closes_before_refresh_the_first_time_is_given_up_at_once() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.session.opened(world.now);
    world.outputs();
    world.session.closed(world.now);
    assert_eq!(world.outputs(), [SessionOutput::GivenUp]);
}

#[test]
fn a_socket_without_refresh_times_out() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.session.opened(world.now);
    world.pass(9);
    world.outputs();
    world.pass(1);
    assert_eq!(world.outputs(), [SessionOutput::Close, SessionOutput::GivenUp]);
    assert_eq!(world.session.poll_timeout(), None);
}

#[test]
fn a_socket_that_neither_opens_nor_closes_times_out() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.outputs();
    world.pass(10);
    assert_eq!(world.outputs(), [SessionOutput::Close, SessionOutput::GivenUp]);
}

#[test]
fn a_ping_goes_out_after_ten_seconds_of_own_silence() {
    let mut world = World::online();
    world.pass(9);
    assert_eq!(world.sent(), []);
    world.pass(1);
    assert_eq!(world.sent(), [ClientMessage::Ping]);
    world.pass(30);
    assert_eq!(world.sent(), [ClientMessage::Ping, ClientMessage::Ping, ClientMessage::Ping]);
}

#[test]
fn a_frame_of_any_kind_puts_the_ping_off() {
    let mut world = World::online();
    world.pass(9);
    world.session.send(ClientMessage::search_agents(), world.now).unwrap();
    world.pass(9);
    assert_eq!(world.sent(), [ClientMessage::search_agents()]);
    world.pass(1);
    assert_eq!(world.sent(), [ClientMessage::Ping]);
}

#[test]
fn what_the_server_sends_does_not_put_the_ping_off() {
    let mut world = World::online();
    world.pass(9);
    world.receive(ServerMessage::DisableVoice);
    world.pass(1);
    assert_eq!(world.sent(), [ClientMessage::Ping]);
}

#[test]
fn silence_is_counted_from_the_sign_in_when_refresh_comes_late() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.session.opened(world.now);
    world.pass(8);
    world.receive(ServerMessage::Refresh { agent_status: None, voice_channel: None, device_type: None });
    world.outputs();
    world.pass(2);
    assert_eq!(world.sent(), [ClientMessage::Ping]);
}

#[test]
fn the_servers_ping_is_answered_with_a_ping() {
    let mut world = World::online();
    world.receive(ServerMessage::Ping);
    let outputs = world.outputs();
    assert_eq!(sent(&outputs[0]), Some(ClientMessage::Ping));
    assert_eq!(outputs[1..], [SessionOutput::Message(ServerMessage::Ping)]);
}

#[test]
fn after_a_long_sleep_one_ping_is_enough() {
    let mut world = World::online();
    let woken = world.now + Duration::from_secs(3600);
    world.session.handle_timeout(woken);
    assert_eq!(world.sent(), [ClientMessage::Ping]);
    assert_eq!(world.session.poll_timeout(), Some(woken + KEEP_ALIVE));
}

#[test]
fn a_lost_session_is_tried_again_after_ten_seconds() {
    let mut world = World::online();
    world.session.closed(world.now);
    assert_eq!(world.outputs(), [SessionOutput::Lost]);
    world.pass(9);
    assert_eq!(world.outputs(), []);
    world.pass(1);
    assert_eq!(world.outputs(), [reconnecting(1), open()]);
    world.come_online();
    assert!(world.outputs().contains(&SessionOutput::Online));
}

#[test]
fn a_lost_session_is_given_up_after_twenty_tries_ten_seconds_apart() {
    let mut world = World::online();
    world.session.closed(world.now);
    world.outputs();
    for attempt in 1..=20 {
        world.pass(10);
        assert_eq!(world.outputs(), [reconnecting(attempt), open()]);
        world.session.closed(world.now);
    }
    assert_eq!(world.outputs(), [SessionOutput::GivenUp]);
    world.pass(3600);
    assert_eq!(world.outputs(), []);
}

#[test]
fn tries_that_hang_are_ten_seconds_apart_as_well() {
    let mut world = World::online();
    world.session.closed(world.now);
    world.pass(10);
    world.outputs();
    for attempt in 2..=20 {
        world.pass(10);
        assert_eq!(world.outputs(), [SessionOutput::Close, reconnecting(attempt), open()]);
        world.session.opened(world.now);
        world.outputs();
    }
    world.pass(10);
    assert_eq!(world.outputs(), [SessionOutput::Close, SessionOutput::GivenUp]);
}

#[test]
fn tries_are_counted_anew_after_each_success() {
    let mut world = World::online();
    for _ in 0..3 {
        world.session.closed(world.now);
        world.pass(10);
        world.session.closed(world.now);
        world.pass(10);
        let outputs = world.outputs();
        assert_eq!(outputs, [SessionOutput::Lost, reconnecting(1), open(), reconnecting(2), open()]);
        world.come_online();
        world.outputs();
    }
}

#[test]
fn a_retry_begins_at_once_with_all_tries_ahead() {
    let mut world = World::online();
    world.session.closed(world.now);
    world.pass(50);
    world.session.closed(world.now);
    world.outputs();
    world.session.retry(world.now);
    assert_eq!(world.outputs(), [reconnecting(1), open()]);
    for _ in 0..20 {
        world.session.closed(world.now);
        world.pass(10);
    }
    assert_eq!(world.outputs().last(), Some(&SessionOutput::GivenUp));
    world.session.retry(world.now);
    assert_eq!(world.outputs(), [reconnecting(1), open()]);
}

#[test]
fn a_retry_of_a_first_connection_is_a_single_try_again() {
    let mut world = World::new();
    world.session.connect(world.now);
    world.session.closed(world.now);
    world.outputs();
    world.session.retry(world.now);
    assert_eq!(world.outputs(), [open()]);
    world.session.closed(world.now);
    assert_eq!(world.outputs(), [SessionOutput::GivenUp]);
}

#[test]
fn a_retry_leaves_a_session_alone_that_stands_or_is_on_the_way() {
    let mut world = World::online();
    world.session.retry(world.now);
    assert_eq!(world.outputs(), []);
    let mut world = World::new();
    world.session.retry(world.now);
    assert_eq!(world.outputs(), []);
    world.session.connect(world.now);
    world.session.connect(world.now);
    world.session.retry(world.now);
    assert_eq!(world.outputs(), [open()]);
}

#[test]
fn late_frames_are_ignored() {
    let mut world = World::online();
    world.session.closed(world.now);
    world.outputs();
    world.receive(ServerMessage::Ping);
    world.session.text("garbage", world.now);
    assert_eq!(world.outputs(), []);
    world.pass(10);
    world.outputs();
    // The new socket is not open yet.
    world.receive(ServerMessage::DisableVoice);
    assert_eq!(world.outputs(), []);
    assert_eq!(world.session.counts(), Counts::default());
}

#[test]
fn unknown_and_malformed_frames_are_counted_and_never_fatal() {
    let mut world = World::online();
    world.session.text(r#"{"objectId":424242,"a":1}"#, world.now);
    let [SessionOutput::Message(ServerMessage::Unknown { object_id: 424_242, .. })] = &world.outputs()[..]
    else {
        panic!("the message was not kept")
    };
    for text in ["", "garbage", "{}", "<html>"] {
        world.session.text(text, world.now);
    }
    assert_eq!(world.outputs(), []);
    assert_eq!(world.session.counts(), Counts { unknown: 1, malformed: 4 });
    assert!(world.session.is_online());
}

#[test]
fn nothing_can_be_sent_while_offline() {
    let ping = || ClientMessage::Ping;
    let mut world = World::new();
    assert_eq!(world.session.send(ping(), world.now), Err(NotSent::Offline));
    world.session.connect(world.now);
    world.session.opened(world.now);
    assert_eq!(world.session.send(ping(), world.now), Err(NotSent::Offline));
    let mut world = World::online();
    world.session.closed(world.now);
    assert_eq!(world.session.send(ping(), world.now), Err(NotSent::Offline));
}

#[test]
fn a_message_without_a_number_is_refused_and_the_session_goes_on() {
    let mut table = crate::fixture::table();
    table.remove("TRANSFER_TO_ACD_REQUEST_ID");
    let mut signed_in = signed_in();
    signed_in.constants = crate::Constants::try_from(table).unwrap();
    let mut world = World { session: AgentSession::new(&signed_in), now: Timestamp(0) };
    world.session.connect(world.now);
    world.come_online();
    let transfer = ClientMessage::TransferToAcd { call_id: "c".into(), acd_id: "1".to_owned() };
    assert!(matches!(world.session.send(transfer, world.now), Err(NotSent::NoNumber(_))));
    assert!(world.session.is_online());
}

#[test]
fn stopping_lets_out_what_was_sent_and_closes_the_socket() {
    let mut world = World::online();
    let call = ClientMessage::call_out(PhoneNumber::verbatim("0901234567"), None);
    world.session.send(call.clone(), world.now).unwrap();
    world.receive(ServerMessage::DisableVoice);
    world.session.stop();
    let outputs = world.outputs();
    assert_eq!(sent(&outputs[0]), Some(call));
    assert_eq!(outputs[1..], [SessionOutput::Close]);
    assert_eq!(world.session.poll_timeout(), None);
}

#[test]
fn stopping_closes_no_socket_that_is_not_there() {
    let mut world = World::new();
    world.session.stop();
    world.session.connect(world.now);
    assert_eq!(world.outputs(), []);
    let mut world = World::online();
    world.session.closed(world.now);
    world.session.stop();
    assert_eq!(world.outputs(), []);
}

#[test]
fn the_session_keeps_to_messages_whose_numbers_are_the_same_everywhere() {
    for message in [ClientMessage::Ping, ClientMessage::SignIn { token: "t".into() }] {
        assert!(matches!(message.object_id(), Some(crate::message::ObjectId::Fixed(_))));
    }
}
