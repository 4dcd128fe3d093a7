//! The style sheet and the two small scripts, inside the program, under names that change with them.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::error::Fault;

/// A file that browsers may keep for ever.
pub struct Asset {
    content: &'static str,
    content_type: &'static str,
    path: std::sync::LazyLock<String>,
}

/// How pages look.
pub static STYLE: Asset = Asset {
    content: include_str!("../assets/kaname.css"),
    content_type: "text/css; charset=utf-8",
    path: std::sync::LazyLock::new(|| path("kaname", include_str!("../assets/kaname.css"), "css")),
};

/// Keeps the live parts of a page fresh. Pages do without it.
pub static SCRIPT: Asset = Asset {
    content: include_str!("../assets/refresh.js"),
    content_type: "text/javascript; charset=utf-8",
    path: std::sync::LazyLock::new(|| path("refresh", include_str!("../assets/refresh.js"), "js")),
};

/// Asks the device for a passkey. Pages do without it, and then without passkeys.
pub static PASSKEY: Asset = Asset {
    content: include_str!("../assets/passkey.js"),
    content_type: "text/javascript; charset=utf-8",
    path: std::sync::LazyLock::new(|| path("passkey", include_str!("../assets/passkey.js"), "js")),
};

impl Asset {
    /// Where it is found.
    pub fn path(&'static self) -> &'static str {
        &self.path
    }
}

/// The name with the FNV-1a hash of the content in it.
fn path(name: &str, content: &str, extension: &str) -> String {
    let hash = content.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("/assets/{name}-{hash:016x}.{extension}")
}

/// `GET /assets/{name}`
pub async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let known = [&STYLE, &SCRIPT, &PASSKEY]
        .into_iter()
        .find(|asset| asset.path().strip_prefix("/assets/") == Some(&name));
    let asset = known.ok_or(app::Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.content).into_response())
}
