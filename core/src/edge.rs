//! What only the edge of the app can know: the time and fresh identifiers.

use crate::time::Moment;

type Now = Box<dyn Fn() -> Moment + Send + Sync>;
type NewUid = Box<dyn Fn() -> String + Send + Sync>;
type Offset = Box<dyn Fn(Moment) -> i64 + Send + Sync>;

/// The clock, the user's time zone and the source of identifiers, given to a book when it is opened.
pub struct Edge {
    now: Now,
    new_uid: NewUid,
    offset: Offset,
}

impl Edge {
    /// `new_uid` answers a different globally unique text at every call (the app gives UUIDs, tests count).
    pub fn new(
        now: impl Fn() -> Moment + Send + Sync + 'static,
        new_uid: impl Fn() -> String + Send + Sync + 'static,
    ) -> Edge {
        Edge { now: Box::new(now), new_uid: Box::new(new_uid), offset: Box::new(|_| 0) }
    }

    /// In the user's time zone: how many milliseconds its clocks are ahead of UTC at a moment. Without it, UTC.
    pub fn in_zone(self, offset_ms: impl Fn(Moment) -> i64 + Send + Sync + 'static) -> Edge {
        Edge { offset: Box::new(offset_ms), ..self }
    }

    pub fn now(&self) -> Moment {
        (self.now)()
    }

    /// The day of the user's calendar that a moment falls on, counted from 1970-01-01.
    pub fn day(&self, at: Moment) -> i64 {
        self.local_ms(at).div_euclid(Moment::DAY_MS)
    }

    /// What the user's clock shows at a moment, in milliseconds since 1970-01-01 on that clock.
    pub fn local_ms(&self, at: Moment) -> i64 {
        at.0.saturating_add((self.offset)(at))
    }

    pub fn new_uid(&self) -> String {
        (self.new_uid)()
    }
}
