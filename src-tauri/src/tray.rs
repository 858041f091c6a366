//! The tray icon: the phone's state at a glance, and a menu.

use crate::settings::Language;
use crate::state::{self, Shell};
use crate::{texts, window};
use reo_model::{AgentStatus, DeviceType};
use reo_phone::{Command, LightState, Phase, SessionView, Snapshot};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Wry};

const TRAY: &str = "reo";

/// A desktop's tray may come up after us, or again after a crash of its panel.
const RETRY: Duration = Duration::from_secs(3);

/// What the icon says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    SignedOut,
    Offline,
    NotReady,
    NoAnswer,
    Ready,
    Offered,
    Ringing,
    InCall,
}

/// Puts up the icon as soon as the desktop has a place for it.
pub fn start(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        while !app.state::<Shell>().has_tray.load(Ordering::SeqCst) {
            let handle = app.clone();
            if app.run_on_main_thread(move || try_create(&handle)).is_err() {
                return;
            }
            tokio::time::sleep(RETRY).await;
        }
    });
}

fn try_create(app: &AppHandle) {
    match create(app) {
        Ok(()) => {
            app.state::<Shell>().has_tray.store(true, Ordering::SeqCst);
            refresh(app);
        }
        Err(error) => tracing::debug!(%error, "no tray yet"),
    }
}

fn create(app: &AppHandle) -> tauri::Result<()> {
    TrayIconBuilder::with_id(TRAY)
        .icon(Look::SignedOut.icon()?)
        .menu(&menu(app)?)
        .show_menu_on_left_click(false)
        .on_menu_event(on_menu)
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                window::show_main(tray.app_handle());
            }
        })
        .build(app)?;
    Ok(())
}

fn menu(app: &AppHandle) -> tauri::Result<tauri::menu::Menu<Wry>> {
    let shell = app.state::<Shell>();
    let language = shell.current_settings().language;
    let snapshot = shell.engine.snapshot().borrow().clone();
    let item = |id: &str, enabled: bool| {
        MenuItemBuilder::with_id(id, texts::text(language, id)).enabled(enabled).build(app)
    };
    let signed_in = snapshot.is_signed_in();
    let status = snapshot.status.map(|status| status.status);
    MenuBuilder::new(app)
        .item(&item("open", true)?)
        .separator()
        .item(&item("available", status.is_some_and(|now| now != AgentStatus::Available))?)
        .item(&item("notAvailable", status.is_some_and(|now| now == AgentStatus::Available))?)
        .separator()
        .item(&item("signOut", signed_in)?)
        .item(&item("quit", true)?)
        .build()
}

fn on_menu(app: &AppHandle, event: MenuEvent) {
    let engine = &app.state::<Shell>().engine;
    match event.id().as_ref() {
        "open" => window::show_main(app),
        "available" => state::send(engine, Command::SetStatus { status: AgentStatus::Available }),
        "notAvailable" => state::send(engine, Command::SetStatus { status: AgentStatus::NotAvailable }),
        "signOut" => state::send(engine, Command::SignOut),
        "quit" => state::quit(app),
        _ => {}
    }
}

/// Draws icon, tooltip and menu anew for the state and the language as they are now.
pub fn refresh(app: &AppHandle) {
    let snapshot = app.state::<Shell>().engine.snapshot().borrow().clone();
    follow(app, &snapshot);
}

/// Draws the icon for `snapshot`.
pub fn follow(app: &AppHandle, snapshot: &Snapshot) {
    let Some(tray) = app.tray_by_id(TRAY) else { return };
    let look = Look::of(snapshot);
    let language = app.state::<Shell>().current_settings().language;
    let drawn = look
        .icon()
        .and_then(|icon| tray.set_icon(Some(icon)))
        .and_then(|()| tray.set_tooltip(Some(tooltip(snapshot, look, language))))
        .and_then(|()| tray.set_menu(Some(menu(app)?)));
    if let Err(error) = drawn {
        tracing::warn!(%error, "the tray icon could not be drawn");
    }
}

/// The state, and where calls ring when that is not here.
fn tooltip(snapshot: &Snapshot, look: Look, language: Option<Language>) -> String {
    let state = texts::text(language, look.text_key());
    match snapshot.device.as_ref().and_then(|device| device_key(device.current)) {
        Some(key) => format!("{state}\n{}", texts::text(language, key)),
        None => state,
    }
}

const fn device_key(device: DeviceType) -> Option<&'static str> {
    match device {
        DeviceType::Computer => None,
        DeviceType::IpPhone | DeviceType::IpPhoneAlways => Some("ringsIpPhone"),
        DeviceType::Mobile => Some("ringsMobile"),
        DeviceType::Softphone => Some("ringsSoftphone"),
        DeviceType::Other(_) => Some("ringsOther"),
    }
}

impl Look {
    fn of(snapshot: &Snapshot) -> Self {
        let phases = || snapshot.calls.iter().map(|call| &call.phase);
        if phases().any(|phase| *phase == Phase::Incoming) {
            return Self::Ringing;
        }
        if phases().any(|phase| !matches!(phase, Phase::Ended { .. })) {
            return Self::InCall;
        }
        if snapshot.transfer_offer.is_some() {
            return Self::Offered;
        }
        if !matches!(snapshot.session, SessionView::SignedIn { .. }) {
            return Self::SignedOut;
        }
        let health = &snapshot.health;
        match [&health.contact_centre, &health.line].iter().any(|light| light.state == LightState::Bad) {
            true => Self::Offline,
            false if snapshot.ready => Self::Ready,
            false if snapshot.status.is_some_and(|view| view.status == AgentStatus::NoAnswer) => {
                Self::NoAnswer
            }
            false => Self::NotReady,
        }
    }

    const fn text_key(self) -> &'static str {
        match self {
            Self::SignedOut => "stateSignedOut",
            Self::Offline => "stateOffline",
            Self::NotReady => "stateNotReady",
            Self::NoAnswer => "stateNoAnswer",
            Self::Ready => "stateReady",
            Self::Offered => "stateOffered",
            Self::Ringing => "stateRinging",
            Self::InCall => "stateInCall",
        }
    }

    fn icon(self) -> tauri::Result<Image<'static>> {
        let png: &[u8] = match self {
            Self::SignedOut | Self::Offline => include_bytes!("../../assets/icons/tray/offline.png"),
            Self::NotReady | Self::NoAnswer => include_bytes!("../../assets/icons/tray/not-ready.png"),
            Self::Ready => include_bytes!("../../assets/icons/tray/ready.png"),
            Self::Offered | Self::Ringing => include_bytes!("../../assets/icons/tray/ringing.png"),
            Self::InCall => include_bytes!("../../assets/icons/tray/in-call.png"),
        };
        Image::from_bytes(png)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_device_of_the_tooltip_is_worded_in_both_languages() {
        use Look::{InCall, NoAnswer, NotReady, Offered, Offline, Ready, Ringing, SignedOut};
        let looks = [SignedOut, Offline, NotReady, NoAnswer, Ready, Offered, Ringing, InCall];
        let devices = [
            DeviceType::IpPhone,
            DeviceType::IpPhoneAlways,
            DeviceType::Mobile,
            DeviceType::Softphone,
            DeviceType::Other(5),
        ];
        let keys = looks.into_iter().map(Look::text_key).chain(devices.into_iter().filter_map(device_key));
        for key in keys {
            assert_ne!(texts::text(Some(Language::Vi), key), key);
            assert_ne!(texts::text(Some(Language::En), key), key);
        }
        assert_eq!(device_key(DeviceType::Computer), None);
    }
}
