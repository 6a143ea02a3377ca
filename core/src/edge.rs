//! What only the edge of the app can know: the time and fresh identifiers.

use crate::time::Moment;

type Now = Box<dyn Fn() -> Moment + Send + Sync>;
type NewUid = Box<dyn Fn() -> String + Send + Sync>;

/// The clock and the source of identifiers, given to a book when it is opened.
pub struct Edge {
    now: Now,
    new_uid: NewUid,
}

impl Edge {
    /// `new_uid` answers a different globally unique text at every call (the app gives UUIDs, tests count).
    pub fn new(
        now: impl Fn() -> Moment + Send + Sync + 'static,
        new_uid: impl Fn() -> String + Send + Sync + 'static,
    ) -> Edge {
        Edge { now: Box::new(now), new_uid: Box::new(new_uid) }
    }

    pub fn now(&self) -> Moment {
        (self.now)()
    }

    pub fn new_uid(&self) -> String {
        (self.new_uid)()
    }
}
