//! The `photo:` scheme: pictures by content hash, as thumbnails where the view asks for a size. They never change, so the
//! view may keep them for ever.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use enishi_core::contact::photo;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::app::{App, in_background};

pub const SCHEME: &str = "photo";

/// Thumbnails kept in memory, all together.
const ROOM: usize = 24 * 1024 * 1024;
const SIZES: [u32; 2] = [72, 144];

/// Answers the view in a thread of its own.
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let Some(app) = context.app_handle().try_state::<App>().map(|app| app.inner().clone()) else {
        return responder.respond(nothing(StatusCode::SERVICE_UNAVAILABLE));
    };
    tauri::async_runtime::spawn(async move {
        let path = request.uri().path().to_owned();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let answer = in_background(move || Ok(answer(&app, &path, &query))).await;
        responder.respond(answer.unwrap_or_else(|_| nothing(StatusCode::INTERNAL_SERVER_ERROR)));
    });
}

/// The picture behind `/<sha256>` with `size=72`, `size=144` or no query.
pub fn answer(app: &App, path: &str, query: &str) -> Response<Vec<u8>> {
    let hash = path.trim_matches('/');
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return nothing(StatusCode::BAD_REQUEST);
    }
    let size = match query {
        "" => None,
        query => match query.strip_prefix("size=").and_then(|size| size.parse().ok()) {
            Some(size) if SIZES.contains(&size) => Some(size),
            _ => return nothing(StatusCode::BAD_REQUEST),
        },
    };
    // Before it is read: it may be locked meanwhile.
    let guarded = app.is_guarded();
    match picture(app, hash, size) {
        Some((bytes, kind)) if kind.starts_with("image/") => shown(bytes.to_vec(), kind, guarded),
        Some(_) | None => nothing(StatusCode::NOT_FOUND),
    }
}

fn picture(app: &App, hash: &str, size: Option<u32>) -> Option<Picture> {
    let book = app.book().ok()?;
    let Some(size) = size else {
        let (bytes, kind) = book.photo(hash).ok()?;
        return Some((bytes.into(), kind));
    };
    let key = (hash.to_ascii_lowercase(), size);
    if let Some(kept) = app.thumbnails().get(&key) {
        return Some(kept);
    }
    let (bytes, _) = book.photo(hash).ok()?;
    let thumbnail = photo::thumbnail(&bytes, size).ok()?;
    let kind = photo::media_type(&thumbnail);
    let made: Picture = (thumbnail.into(), kind);
    app.thumbnails().keep(key, made.clone());
    Some(made)
}

/// Of a guarded book the web view keeps nothing on the disk.
fn shown(bytes: Vec<u8>, kind: &'static str, guarded: bool) -> Response<Vec<u8>> {
    let mut response = Response::new(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    let keep = if guarded { "no-store" } else { "private, max-age=31536000, immutable" };
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static(keep));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}

fn nothing(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

type Key = (String, u32);
/// Bytes and media type.
type Picture = (Arc<[u8]>, &'static str);

/// The thumbnails asked for last.
#[derive(Default)]
pub struct Thumbnails(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    bytes: usize,
    pictures: VecDeque<(Key, Picture)>,
}

impl Thumbnails {
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    fn get(&self, key: &Key) -> Option<Picture> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.pictures.iter().position(|(of, _)| of == key)?;
        let found = kept.pictures.remove(at)?;
        let picture = found.1.clone();
        kept.pictures.push_back(found);
        Some(picture)
    }

    fn keep(&self, key: Key, picture: Picture) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += picture.0.len();
        kept.pictures.push_back((key, picture));
        while kept.bytes > ROOM {
            match kept.pictures.pop_front() {
                Some((_, oldest)) => kept.bytes -= oldest.0.len(),
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbnails_kept_stay_within_their_room_and_the_last_used_survive() {
        let thumbnails = Thumbnails::default();
        let picture: Picture = (vec![0; ROOM / 4].into(), "image/png");
        let key = |n: u32| ("a".repeat(64), n);
        for n in 0..4 {
            thumbnails.keep(key(n), picture.clone());
        }
        assert!(thumbnails.get(&key(0)).is_some());
        thumbnails.keep(key(4), picture);
        assert!(thumbnails.get(&key(0)).is_some(), "asked for just now");
        assert!(thumbnails.get(&key(1)).is_none(), "the one nobody asked for goes first");
    }
}
