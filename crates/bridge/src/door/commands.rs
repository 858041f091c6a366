//! The commands of pages: whether they pass, and what they come to.

use super::asks::Then;
use super::perform::Order;
use super::requests::{Fate, Request};
use super::{ConnId, Door, Output, refused};
use crate::policy::{called_by, classify, limits, needs, rule};
use crate::protocol::{Command, CommandResult, Customer, CustomerLine, Refusal, ReoFrame, Scope, Target};
use crate::view::{AskKind, DialRule, DialRules};
use reo_model::{CallId, DeviceType, Digit, Redacted, Timestamp};
use reo_phone as phone;

impl Door {
    pub(super) fn command(&mut self, conn: ConnId, request_id: String, command: Command) {
        if let Err(reason) = check(&request_id, &command) {
            return self.not_understood(conn, Some(request_id), reason);
        }
        let now = self.now;
        let Some(page) = self.pages.get_mut(conn) else { return };
        let request = Request { origin: page.origin.clone(), id: request_id };
        match self.requests.fate(&request, now) {
            Some(Fate::Ended(result)) => {
                let result = result.clone();
                return self.send(conn, &ReoFrame::Reply { request_id: request.id, result });
            }
            Some(Fate::Pending(_)) => return self.join(conn, &request),
            None => {}
        }
        match self.passes(conn, &command) {
            Err((reason, until)) => self.not_begun(conn, request.id, reason, until),
            Ok(pass) => {
                self.requests.begin(request.clone(), conn, now);
                match pass {
                    Pass::Free => self.carry_out(conn, request, command),
                    Pass::Ask(what, command) => self.ask(what, Order::new(request, *command)),
                }
            }
        }
    }

    /// The same command once more, before it has ended.
    fn join(&mut self, conn: ConnId, request: &Request) {
        self.requests.join(request, conn);
        self.follow_askers();
        if let Some(until) = self.asks.about(request).map(|question| question.ask.until) {
            self.send(conn, &ReoFrame::Asking { request_id: request.id.clone(), until });
        }
    }

    /// Whether a page may ask for this at all now.
    fn passes(&mut self, conn: ConnId, command: &Command) -> Result<Pass, (Refusal, Option<Timestamp>)> {
        let (now, controls) = (self.now, self.control.conn() == Some(conn));
        let page = self.pages.get_mut(conn).ok_or((Refusal::OutOfTurn, None))?;
        page.commands.take(now).map_err(|wait| (Refusal::TooMany, Some(now + wait)))?;
        let need = needs(command);
        let may_ask = need.scope == Scope::Answer && page.has(Scope::Control);
        let moves_control = matches!(command, Command::TakeControl | Command::ReleaseControl);
        let has = page.has(need.scope) || (moves_control && page.may_control());
        if !has && !may_ask {
            return Err((Refusal::Scope, None));
        }
        if need.control && !controls {
            return Err((Refusal::NotControlling, None));
        }
        match command {
            _ if !has => self.ask_to_answer(command).ok_or((Refusal::UnknownCall, None)),
            Command::Dial { .. } | Command::Redial => self.may_dial(conn).map(|()| Pass::Free),
            _ => Ok(Pass::Free),
        }
    }

    fn may_dial(&mut self, conn: ConnId) -> Result<(), (Refusal, Option<Timestamp>)> {
        let now = self.now;
        let origin =
            self.pages.get(conn).map(|page| page.origin.clone()).ok_or((Refusal::OutOfTurn, None))?;
        self.pages.dial(&origin, now).map_err(|wait| (Refusal::TooMany, Some(now + wait)))
    }

    fn not_begun(&mut self, conn: ConnId, request_id: String, reason: Refusal, until: Option<Timestamp>) {
        let retry_after_ms = until.map(|until| self.millis_until(until));
        let result = CommandResult::Refused(refused(reason, retry_after_ms));
        self.send(conn, &ReoFrame::Reply { request_id, result });
    }

    fn carry_out(&mut self, conn: ConnId, request: Request, command: Command) {
        let rule = self.number_rule(&command);
        match command {
            Command::SignIn { domain, token, base } => self.sign_in(request, domain, token, base),
            Command::WatchColleagues { on } => self.watch(conn, request, on),
            Command::SetDevice { device, phone, while_here } => {
                let device = DeviceType::from_code(device);
                let borrower = self.borrower(conn).filter(|_| while_here);
                let order = Order::new(request, phone::Command::SetDevice { device, phone });
                self.perform_by_rule(rule, Order { borrower, ..order });
            }
            Command::ResetDevice => self.reset_device(request),
            Command::TakeControl => self.take_control(conn, request),
            Command::ReleaseControl => {
                self.release_control(conn);
                self.done(&request);
            }
            Command::ShowCustomer { call, customer } => self.show_customer(&request, &call, customer),
            Command::ShowWindow => {
                self.outputs.push_back(Output::ShowWindow);
                self.done(&request);
            }
            Command::SendDigits { call, digits } => self.send_digits(request, &call, &digits),
            plain => match self.translate(plain) {
                Some(command) => self.perform_by_rule(rule, Order::new(request, command)),
                None => self.turn_down(&request, Refusal::UnknownCall),
            },
        }
    }

    /// Commands that the phone knows as they are; `None` when the call does not exist.
    fn translate(&self, command: Command) -> Option<phone::Command> {
        Some(match command {
            Command::SignOut => phone::Command::SignOut,
            Command::SetStatus { status } => phone::Command::SetStatus { status: status.into() },
            Command::Dial { number, service } => phone::Command::Dial { number, service },
            Command::Redial => phone::Command::Redial,
            Command::Answer { call } => phone::Command::Answer { call: self.call(&call)? },
            Command::Refuse { call } => phone::Command::Refuse { call: self.call(&call)? },
            Command::Silence { call } => phone::Command::Silence { call: self.call(&call)? },
            Command::HangUp { call } => phone::Command::HangUp { call: self.call(&call)? },
            Command::SetHold { call, on } => phone::Command::SetHold { call: self.call(&call)?, on },
            Command::SetMute { call, on } => phone::Command::SetMute { call: self.call(&call)?, on },
            Command::Transfer { call, to } => {
                phone::Command::Transfer { call: self.call(&call)?, to: target(to) }
            }
            Command::AnswerTransfer { accept } => phone::Command::AnswerTransfer { accept },
            Command::Retry => phone::Command::Retry,
            _ => return None,
        })
    }

    /// A call of the phone's, by its name.
    fn call(&self, name: &str) -> Option<CallId> {
        let call = self.names.call(name)?;
        self.phone.calls.iter().any(|view| view.id == call).then_some(call)
    }

    /// What the rules say of the number that a command is about.
    fn number_rule(&self, command: &Command) -> (DialRule, Option<AskKind>) {
        let redial = || self.phone.redial.clone().filter(|_| *command == Command::Redial);
        let number = called_by(command).or_else(redial);
        match number.and_then(|number| Some((classify(&number, &self.policy.numbers)?, number))) {
            Some((kind, number)) => {
                (rule(self.rules(), kind), Some(AskKind::Dial { number: number.as_str().into(), kind }))
            }
            None => (DialRule::Allow, None),
        }
    }

    /// Hands a command to the phone, where its number is one that may be called.
    fn perform_by_rule(&mut self, rule: (DialRule, Option<AskKind>), order: Order) {
        match rule {
            (DialRule::Refuse, _) => self.turn_down(&order.request, Refusal::Declined),
            (DialRule::Ask, Some(what)) => self.ask(what, order),
            _ => self.perform(order),
        }
    }

    /// What the agent is asked about a page that would answer; `None` when nothing waits for an answer.
    fn ask_to_answer(&self, command: &Command) -> Option<Pass> {
        if let Command::Answer { call } = command {
            let call = self.call(call)?;
            return Some(Pass::Ask(AskKind::Answer { call }, Box::new(phone::Command::Answer { call })));
        }
        let from = self.phone.transfer_offer.as_ref().filter(|offer| !offer.accepted)?.from.clone();
        let accept = phone::Command::AnswerTransfer { accept: true };
        Some(Pass::Ask(AskKind::TakeOver { from }, Box::new(accept)))
    }

    /// Asks the agent before a page's command is carried out.
    pub(super) fn ask(&mut self, what: AskKind, order: Order) {
        let request = &order.request;
        if let Err(until) = self.asks.may_ask(&request.origin, self.now) {
            return self.put_off(request, Some(until));
        }
        let until = self.now + limits::ASKED_FOR;
        let asking = ReoFrame::Asking { request_id: request.id.clone(), until };
        for conn in self.requests.waiting(request, self.now).to_vec() {
            self.send(conn, &asking);
        }
        let origin = request.origin.clone();
        self.asks.put(&origin, until, what, Then::Perform(Box::new(order)));
        // The page may have gone while its command waited.
        self.follow_askers();
    }

    fn watch(&mut self, conn: ConnId, request: Request, on: bool) {
        let Some(page) = self.pages.get_mut(conn) else { return };
        let did = std::mem::replace(&mut page.watches, on);
        if on {
            let by = phone::Watcher::Pages;
            self.perform(Order::new(request, phone::Command::WatchColleagues { on, by }));
        } else {
            self.watch_less(did);
            self.done(&request);
        }
    }

    fn reset_device(&mut self, request: Request) {
        self.borrowed = None;
        match self.phone.device.as_ref().and_then(|device| device.on_sign_out) {
            Some(device) => {
                self.perform(Order::new(request, phone::Command::SetDevice { device, phone: None }));
            }
            None => self.done(&request),
        }
    }

    /// Gives control up for a page, and what that page has borrowed with it.
    pub(super) fn release_control(&mut self, conn: ConnId) {
        self.control.release(conn, &self.pages);
        if let Some(page) = self.pages.get(conn) {
            let (origin, tab) = (page.origin.clone(), page.tab.clone());
            self.tab_left(&origin, &tab);
        }
    }

    fn take_control(&mut self, conn: ConnId, request: Request) {
        let Some(page) = self.pages.get(conn) else { return };
        let (origin, tab) = (page.origin.clone(), page.tab.clone());
        self.control.take(conn, &origin, &tab);
        self.tab_is_back(&origin, &tab);
        if self.phone.is_signed_in() && self.phone.device.is_some() && !self.phone.voice_right {
            self.perform(Order::new(request, phone::Command::ClaimVoice));
        } else {
            self.done(&request);
        }
    }

    fn show_customer(&mut self, request: &Request, call: &str, customer: Customer) {
        let call = self.names.call(call);
        match call.and_then(|call| self.notes.show(call, &request.origin, bounded(customer))) {
            Some(kept) => {
                if kept {
                    self.save_notes();
                }
                self.done(request);
            }
            None => self.turn_down(request, Refusal::UnknownCall),
        }
    }

    fn send_digits(&mut self, request: Request, call: &str, digits: &str) {
        let Some(call) = self.call(call) else { return self.turn_down(&request, Refusal::UnknownCall) };
        let mut digits = digits.chars().filter_map(Digit::from_char).peekable();
        while let Some(digit) = digits.next() {
            let command = phone::Command::SendDigit { call, digit };
            // The last one answers for all.
            if digits.peek().is_none() {
                self.perform(Order::new(request.clone(), command));
            } else {
                self.tell_phone(command);
            }
        }
    }

    /// What a page may not dial without asking: the administrator's rules where there are some.
    pub(super) fn rules(&self) -> DialRules {
        self.policy.dial.over(self.memory.rules)
    }
}

/// How a command passes.
enum Pass {
    Free,
    /// The page may steer calls, but not answer them by itself: the agent is asked.
    Ask(AskKind, Box<phone::Command>),
}

/// What no page may send, whatever its rights.
fn check(request_id: &str, command: &Command) -> Result<(), &'static str> {
    if !(1..=limits::REQUEST_ID).contains(&request_id.len()) {
        return Err("requestId: 1 to 64 characters");
    }
    match command {
        Command::SendDigits { digits, .. }
            if !(1..=32).contains(&digits.len())
                || digits.chars().any(|key| Digit::from_char(key).is_none()) =>
        {
            Err("digits: 1 to 32 of 0-9, *, #, A-D")
        }
        _ => Ok(()),
    }
}

fn target(to: Target) -> phone::TransferTarget {
    match to {
        Target::Colleague { extension } => phone::TransferTarget::Colleague { extension },
        Target::Queue { id } => phone::TransferTarget::Queue { id },
        Target::Number { number } => phone::TransferTarget::Number { number },
    }
}

/// A customer that fits Reo's window.
fn bounded(customer: Customer) -> Customer {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let value = |text: &Redacted<String>, most: usize| Redacted::new(cut(text.expose(), most));
    Customer {
        id: customer.id.map(|id| cut(&id, 128)),
        name: value(&customer.name, limits::CUSTOMER_NAME),
        lines: customer
            .lines
            .iter()
            .take(limits::CUSTOMER_LINES)
            .map(|line| CustomerLine {
                label: cut(&line.label, limits::LINE_LABEL),
                value: value(&line.value, limits::LINE_VALUE),
            })
            .collect(),
        outcomes: customer
            .outcomes
            .iter()
            .take(limits::OUTCOMES)
            .map(|outcome| cut(outcome, limits::OUTCOME))
            .collect(),
    }
}
