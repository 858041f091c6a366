//! Whether the agent takes calls. The server has the last word: a change stands when it confirms it.

use crate::limits::STATUS;
use crate::phone::Phone;
use crate::{Event, ProblemCode, StatusView};
use reo_contact_centre::ClientMessage;
use reo_model::{AgentStatus, Timestamp};

/// The answers carry nothing to tell one change from another, so only one is under way at a time; a later wish waits.
#[derive(Debug, Default)]
pub(crate) struct Status {
    current: Option<AgentStatus>,
    sent: Option<Sent>,
    wish: Option<AgentStatus>,
}

#[derive(Debug)]
struct Sent {
    status: AgentStatus,
    until: Timestamp,
}

impl Status {
    pub(crate) fn view(&self) -> Option<StatusView> {
        let pending = self.wish.or(self.sent.as_ref().map(|sent| sent.status));
        self.current.map(|status| StatusView { status, pending })
    }

    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        self.sent.as_ref().map(|sent| sent.until)
    }

    pub(crate) fn forget_change(&mut self) {
        self.sent = None;
        self.wish = None;
    }
}

impl Phone {
    /// The agent wants to take calls, or to take none.
    pub(crate) fn set_status(&mut self, status: AgentStatus) {
        if status == AgentStatus::NoAnswer {
            return self.notice_code(ProblemCode::StatusRefused);
        }
        if !self.session.is_online() {
            return self.notice_code(ProblemCode::NotReady);
        }
        let Some(centre) = self.session.centre_mut() else { return };
        if let Some(sent) = &centre.status.sent {
            centre.status.wish = (sent.status != status).then_some(status);
        } else if centre.status.current != Some(status) {
            self.send_status(status);
        }
    }

    fn send_status(&mut self, status: AgentStatus) {
        if !self.tell(ClientMessage::SetStatus { status }) {
            return self.notice_code(ProblemCode::NotReady);
        }
        let until = self.now + STATUS;
        if let Some(centre) = self.session.centre_mut() {
            centre.status.sent = Some(Sent { status, until });
        }
    }

    /// `CHANGE_AGENT_STATUS_RESPOND_ID`.
    pub(super) fn on_status_answer(&mut self, ok: bool) {
        let Some(centre) = self.session.centre_mut() else { return };
        let Some(sent) = centre.status.sent.take() else { return };
        let wish = centre.status.wish.take();
        if ok {
            self.status_is(sent.status);
        } else {
            self.notice_code(ProblemCode::StatusRefused);
        }
        if let Some(wish) = wish {
            self.set_status(wish);
        }
    }

    /// No word on a change: it counts as undone.
    pub(crate) fn on_status_overdue(&mut self) {
        let now = self.now;
        let Some(centre) = self.session.centre_mut() else { return };
        if centre.status.due_at().is_some_and(|until| until <= now) {
            centre.status.forget_change();
            self.notice_code(ProblemCode::StatusRefused);
        }
    }

    /// The server says what the status is.
    pub(super) fn status_is(&mut self, status: AgentStatus) {
        let Some(centre) = self.session.centre_mut() else { return };
        if centre.status.current.replace(status) != Some(status) {
            self.outbox.event(Event::StatusChanged { status });
        }
    }

    /// `RELOAD_AGENT_STATUS_RESPONSE_ID`.
    pub(super) fn on_status_reload(&mut self, status: AgentStatus) {
        let before = self.session.status_view().map(|view| view.status);
        self.status_is(status);
        if status == AgentStatus::NoAnswer && before != Some(status) {
            self.notice_code(ProblemCode::NoAnswerStatus);
        }
    }
}
