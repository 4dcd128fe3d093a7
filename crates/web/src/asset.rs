//! Style, scripts and pictures, inside the program, under names that change with them.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::error::Fault;

/// A file that browsers may keep for ever.
pub struct Asset {
    content: LazyLock<String>,
    content_type: &'static str,
    path: LazyLock<String>,
}

macro_rules! asset {
    ($(#[$doc:meta])* $name:ident, $stem:literal, $extension:literal, $content_type:literal, [$($file:literal),+ $(,)?]) => {
        $(#[$doc])*
        pub static $name: Asset = Asset {
            content: LazyLock::new(|| [$(include_str!(concat!("../assets/", $file))),+].join("\n")),
            content_type: $content_type,
            path: LazyLock::new(|| path($stem, &$name.content, $extension)),
        };
    };
}

asset!(
    /// How pages look.
    STYLE, "kaname", "css", "text/css; charset=utf-8",
    [
        "vendor/design-tokens/tokens-1.1.9.css",
        "style/base.css",
        "style/parts.css",
        "style/screens.css",
        "style/print.css",
    ]
);
asset!(
    /// What pages do beyond their forms: parts exchanged in place, live parts, keys, eras. Pages do without it.
    SCRIPT, "kaname", "js", "text/javascript; charset=utf-8",
    [
        "vendor/htmx/htmx-2.0.11.min.js",
        "vendor/idiomorph/idiomorph-0.8.0.min.js",
        "script/part.js",
        "script/live.js",
        "script/keys.js",
        "script/era.js",
    ]
);
asset!(
    /// Asks the device for a passkey. Pages do without it, and then without passkeys.
    PASSKEY, "passkey", "js", "text/javascript; charset=utf-8",
    ["script/passkey.js"]
);
asset!(
    /// Shows a week as a calendar. Pages do without it.
    CALENDAR, "calendar", "js", "text/javascript; charset=utf-8",
    ["vendor/event-calendar/event-calendar-5.10.1.min.js", "script/calendar.js"]
);
asset!(
    /// How a calendar looks.
    CALENDAR_STYLE, "calendar", "css", "text/css; charset=utf-8",
    ["vendor/event-calendar/event-calendar-5.10.1.min.css", "style/calendar.css"]
);

impl Asset {
    /// Where it is found.
    pub fn path(&'static self) -> &'static str {
        &self.path
    }
}

/// The name with the FNV-1a hash of the content in it.
fn path(stem: &str, content: &str, extension: &str) -> String {
    let hash = content.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("/assets/{stem}-{hash:016x}.{extension}")
}

/// `GET /assets/{name}`
pub async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let known = [&STYLE, &SCRIPT, &PASSKEY, &CALENDAR, &CALENDAR_STYLE]
        .into_iter()
        .find(|asset| asset.path().strip_prefix("/assets/") == Some(&name));
    let asset = known.ok_or(app::Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.content.as_str()).into_response())
}
