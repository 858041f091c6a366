//! The words of `reo explain` in Vietnamese.

use super::{Words, clock, seconds};
use reo_engine::record::{Actor, Cut, Ending, Step, TransferStep, Trouble, What};
use reo_model::{Direction, Timestamp};
use reo_phone::ProblemCode;

/// Vietnamese.
pub(super) struct Vietnamese;

impl Words for Vietnamese {
    fn actor(&self, actor: Actor, direction: Direction) -> &'static str {
        match actor {
            Actor::Agent => "tổng đài viên",
            Actor::OtherSide => other(direction),
            Actor::Server => "máy chủ",
            Actor::Supervisor => "giám sát viên",
            Actor::OtherSession => "phiên khác",
            Actor::Colleague => "đồng nghiệp",
            Actor::Network => "mạng",
            Actor::Phone => "điện thoại",
        }
    }

    fn step(&self, step: &Step, direction: Direction) -> String {
        let other = other(direction);
        match &step.what {
            What::Called if step.by == Actor::Agent => format!("tổng đài viên gọi cho {other}"),
            What::Called => format!("{other} gọi đến"),
            What::Announced { ring_first: true, gap_ms } => {
                format!("tin báo đổ chuông đến trước INVITE {}", seconds(*gap_ms))
            }
            What::Announced { ring_first: false, gap_ms } => {
                format!("INVITE đến trước tin báo đổ chuông {}", seconds(*gap_ms))
            }
            What::HalfAnnounced { ring: true } => "có tin báo đổ chuông nhưng không có INVITE".to_owned(),
            What::HalfAnnounced { ring: false } => "có INVITE nhưng không có tin báo đổ chuông".to_owned(),
            What::RingsThere => format!("máy của {other} đổ chuông"),
            What::Accepted => "tổng đài viên nghe máy".to_owned(),
            What::Talking => "hai bên đã được nối".to_owned(),
            What::FirstHeard { after_ms } => {
                format!("nghe thấy {other} lần đầu {} sau khi nghe máy", seconds(*after_ms))
            }
            What::Hold { on } => hold(step.by, *on, other),
            What::Mute { on: true } => "tổng đài viên tắt micro".to_owned(),
            What::Mute { on: false } => "tổng đài viên bật lại micro".to_owned(),
            What::Transfer { step, trouble } => self.transfer(*step, trouble.as_ref()),
            What::Notice { trouble } => format!("tổng đài viên được báo: {}", self.trouble(trouble)),
            What::Ended { ending } => self.ending(ending, direction),
            what => audio(what, other).unwrap_or_else(|| connection(what, step)),
        }
    }

    fn ending(&self, ending: &Ending, direction: Direction) -> String {
        let other = other(direction);
        match ending {
            Ending::AgentHungUp => "tổng đài viên gác máy".to_owned(),
            Ending::AgentLeft => "tổng đài viên đăng xuất hoặc tắt phần mềm giữa cuộc gọi".to_owned(),
            Ending::AgentRefused => "tổng đài viên từ chối cuộc gọi".to_owned(),
            Ending::OtherHungUp => format!("{other} gác máy"),
            Ending::ServerEnded => "máy chủ kết thúc cuộc gọi".to_owned(),
            Ending::SupervisorEnded => "giám sát viên kết thúc cuộc gọi".to_owned(),
            Ending::Missed => format!("không ai nghe máy: {other} bỏ cuộc hoặc hàng chờ chuyển tiếp"),
            Ending::AnsweredElsewhere => "cuộc gọi được nghe trên thiết bị khác của tổng đài viên".to_owned(),
            Ending::Transferred => "cuộc gọi đã chuyển cho người khác".to_owned(),
            Ending::ConnectionLost => "cuộc gọi bị đứt: mất kết nối".to_owned(),
            Ending::Failed { trouble } => self.trouble(trouble),
        }
    }

    fn trouble(&self, trouble: &Trouble) -> String {
        let text = of(trouble.code);
        let text = if text.is_empty() { format!("{:?}", trouble.code) } else { text.to_owned() };
        match &trouble.status {
            Some(status) => format!("{text} ({status})"),
            None => text,
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Inbound => "gọi đến",
            Direction::Outbound => "gọi đi",
            Direction::Internal => "nội bộ",
        }
    }

    fn server_call(&self) -> &'static str {
        "mã của tổng đài"
    }

    fn no_end(&self) -> &'static str {
        "chưa kết thúc: cuộc gọi còn tiếp diễn, hoặc phần mềm bị tắt giữa chừng"
    }
}

impl Vietnamese {
    fn transfer(&self, step: TransferStep, trouble: Option<&Trouble>) -> String {
        match (step, trouble) {
            (TransferStep::Requested, _) => "tổng đài viên yêu cầu chuyển cuộc gọi".to_owned(),
            (TransferStep::Accepted, _) => "đồng nghiệp nhận cuộc gọi chuyển".to_owned(),
            (TransferStep::Failed, Some(trouble)) => {
                format!("không chuyển được cuộc gọi: {}", self.trouble(trouble))
            }
            (TransferStep::Failed, None) => "không chuyển được cuộc gọi".to_owned(),
        }
    }
}

const fn other(direction: Direction) -> &'static str {
    match direction {
        Direction::Internal => "đồng nghiệp",
        _ => "khách hàng",
    }
}

fn hold(by: Actor, on: bool, other: &str) -> String {
    match (by, on) {
        (Actor::Agent, true) => format!("tổng đài viên giữ máy {other}"),
        (Actor::Agent, false) => format!("tổng đài viên nối lại với {other}"),
        (_, true) => format!("phía {other} giữ máy tổng đài viên"),
        (_, false) => format!("phía {other} thôi giữ máy"),
    }
}

fn audio(what: &What, other: &str) -> Option<String> {
    Some(match what {
        What::Silence { for_ms } => format!("không nghe thấy {other} trong {}", seconds(*for_ms)),
        What::AudioBroken => "không có đường tiếng, hoặc đường tiếng bị đứt".to_owned(),
        What::PoorAudio { lost_here, lost_there, jitter_ms } => {
            let there = lost_there.map(|lost| format!(", {lost} % tiếng đi")).unwrap_or_default();
            format!("tiếng kém: mất {lost_here} % tiếng của {other}{there}, độ giật {jitter_ms} ms")
        }
        What::WholeAudio { received, lost, jitter_ms, round_trip_ms } => {
            let trip = round_trip_ms.map(|trip| format!(", trễ khứ hồi {trip} ms")).unwrap_or_default();
            format!("cả cuộc gọi: nhận {received} gói tiếng, mất {lost}, độ giật {jitter_ms} ms{trip}")
        }
        What::Sound { code } => of(*code).to_owned(),
        What::SoundBack => "thiết bị âm thanh đã tốt trở lại".to_owned(),
        What::MicrophoneSilent { on: true } => "micro không có tiếng".to_owned(),
        What::MicrophoneSilent { on: false } => "micro có tiếng trở lại".to_owned(),
        _ => return None,
    })
}

fn connection(what: &What, step: &Step) -> String {
    match what {
        What::Down { cut } => {
            let what = match cut {
                Cut::Network => "mạng của chúng ta",
                Cut::AgentSocket => "kết nối tới tổng đài",
                Cut::Sip => "kết nối tới máy chủ SIP",
                Cut::Audio => "đường tiếng",
            };
            format!("{what} bị mất {}", span(step.at, step.until))
        }
        What::RegistrationRefused => "máy chủ SIP từ chối đăng ký".to_owned(),
        What::VoiceRight { held: true } => "điện thoại này có quyền thoại".to_owned(),
        What::VoiceRight { held: false } => "một phiên khác đã lấy quyền thoại".to_owned(),
        What::Omitted { count } => format!("(bỏ bớt {count} dòng ở đây)"),
        _ => Vietnamese.no_end().to_owned(),
    }
}

fn span(from: Timestamp, until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("từ {} đến {}", clock(from), clock(until)),
        None => format!("từ {}", clock(from)),
    }
}

/// What can go wrong in a call; empty for what cannot.
pub(super) const fn of(code: ProblemCode) -> &'static str {
    use ProblemCode as P;
    match code {
        P::CustomerNotReachable => "không liên lạc được số này",
        P::CustomerBusy => "máy của khách hàng đang bận",
        P::CustomerNoAnswer => "khách hàng không nghe máy",
        P::CustomerUnavailable => "khách hàng tạm thời không liên lạc được",
        P::HotlineUnpaid => "đầu số đang bị khóa cước",
        P::CallFault => "máy chủ không nối được cuộc gọi",
        P::AgentDeviceUnreachable => "tổng đài không gọi được tới máy của tổng đài viên",
        P::AgentBusy => "tổng đài cho là tổng đài viên đang bận",
        P::CallOutDenied => "tổng đài viên chưa có quyền gọi ra",
        P::ColleagueBusy => "máy của đồng nghiệp đang bận",
        P::ColleagueNoAnswer => "đồng nghiệp không nghe máy",
        P::ColleagueNotReachable => "không liên lạc được đồng nghiệp",
        P::CallTimedOut => "cuộc gọi không thành trong thời gian cho phép",
        P::MediaFailed => "không có đường tiếng tới bên kia",
        P::HoldFailed => "giữ máy hoặc nối lại bị từ chối",
        P::MuteFailed => "tắt hoặc bật tiếng bị từ chối",
        P::CannotHoldRinging => "cuộc gọi đang đổ chuông thì không giữ máy được",
        P::CannotMuteRinging => "cuộc gọi đang đổ chuông thì không tắt tiếng được",
        P::CannotInterceptMuted => "cuộc gọi đang tắt tiếng thì không xen vào được",
        P::NotMuted => "cuộc gọi không bị tắt tiếng",
        P::NotHeld => "cuộc gọi không bị giữ máy",
        P::UseOtherDevice => "việc này chỉ làm được trên thiết bị kia",
        P::TransferNobody => "chưa chọn người để chuyển",
        P::TransferMutedOrHeld => "cuộc gọi đang tắt tiếng hoặc giữ máy thì không chuyển được",
        P::TransferNoCall => "không có cuộc gọi để chuyển",
        P::TransferNoCallInfo => "tổng đài chưa cho biết đây là cuộc gọi nào",
        P::TransferNotAvailable => "đồng nghiệp không sẵn sàng",
        P::TransferNoSuchColleague => "không có đồng nghiệp này",
        P::TransferRefused => "đồng nghiệp từ chối",
        P::TransferTimedOut => "đồng nghiệp không trả lời trong mười giây",
        P::TransferFailed => "tổng đài không chuyển được cuộc gọi",
        P::TransferNotSupported => "tài khoản này không có kiểu chuyển như vậy",
        P::TransferLost => "cuộc gọi nhận từ đồng nghiệp không đến",
        P::CallNotFound => "tổng đài không còn cuộc gọi này",
        P::SupervisorEnded => "giám sát viên kết thúc cuộc gọi",
        P::ServerMessage => "một thông báo của máy chủ",
        P::ContactCentreLost => "mất kết nối tới tổng đài",
        P::ContactCentreGivenUp => "không nối lại được tới tổng đài",
        P::VoiceTaken | P::VoiceElsewhere => "một phiên khác đã lấy quyền thoại",
        P::LineUnreachable => "không kết nối được tới máy chủ SIP",
        P::LineRejected => "máy chủ SIP từ chối tài khoản",
        P::NoAnswerStatus => "tổng đài tạm ngừng chuyển cuộc gọi cho tổng đài viên",
        P::NotReady => "điện thoại chưa sẵn sàng để gọi",
        P::AlreadyInCall => "đang có một cuộc gọi",
        P::NoMicrophone => "không thấy micro",
        P::NoSpeaker => "không thấy loa",
        P::MicrophoneLost => "micro đã bị rút ra",
        P::SpeakerLost => "tai nghe hoặc loa đã bị rút ra",
        P::MicrophoneSilent => "micro không có tiếng",
        _ => "",
    }
}
