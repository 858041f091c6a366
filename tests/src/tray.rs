//! A place for tray icons: the StatusNotifierWatcher that a desktop's panel would be.

use crate::process::until;
use anyhow::{Context, Result};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy, connection, interface};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";

#[derive(Default, Clone)]
struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) {
        // An item gives its bus name, or only the path of its object.
        let name = match (service.starts_with('/'), header.sender()) {
            (true, Some(sender)) => sender.to_string(),
            _ => service,
        };
        if let Ok(mut items) = self.items.lock() {
            items.push(name);
        }
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().map(|items| items.clone()).unwrap_or_default()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// The panel's place for tray icons.
pub struct TrayPlace {
    connection: Connection,
    watcher: Watcher,
}

impl TrayPlace {
    /// Takes the place on the session bus.
    pub async fn start(bus_address: &str) -> Result<Self> {
        let watcher = Watcher::default();
        let connection = connection::Builder::address(bus_address)?
            .serve_at("/StatusNotifierWatcher", watcher.clone())?
            .name(WATCHER)?
            .build()
            .await?;
        Ok(Self { connection, watcher })
    }

    /// Waits for the first icon and gives it.
    pub async fn first_icon(&self, limit: Duration) -> Result<TrayIcon> {
        let name = until("a tray icon", limit, || async { self.watcher.items.lock().ok()?.first().cloned() })
            .await?;
        let item = Proxy::new(&self.connection, name.clone(), "/StatusNotifierItem", ITEM).await?;
        Ok(TrayIcon { connection: self.connection.clone(), name, item })
    }
}

/// One tray icon.
pub struct TrayIcon {
    connection: Connection,
    name: String,
    item: Proxy<'static>,
}

impl TrayIcon {
    /// The text of its tooltip, asked anew each time.
    pub async fn tooltip(&self) -> Result<String> {
        let value: OwnedValue = self
            .connection
            .call_method(
                Some(self.name.as_str()),
                "/StatusNotifierItem",
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &(ITEM, "ToolTip"),
            )
            .await?
            .body()
            .deserialize()?;
        let Value::Structure(fields) = &*value else { anyhow::bail!("no tooltip") };
        let text = fields.fields().get(3).context("no text in the tooltip")?;
        Ok(String::try_from(text.try_clone()?)?)
    }

    /// Clicks it with the left button.
    pub async fn click(&self) -> Result<()> {
        Ok(self.item.call("Activate", &(0_i32, 0_i32)).await?)
    }
}
