//! What only the edge of the app can know: the time, fresh identifiers and randomness.

use crate::time::Moment;

type Now = Box<dyn Fn() -> Moment + Send + Sync>;
type NewUid = Box<dyn Fn() -> String + Send + Sync>;
type NewSecret = Box<dyn Fn() -> [u8; 32] + Send + Sync>;
type Offset = Box<dyn Fn(Moment) -> i64 + Send + Sync>;

/// The clock, the user's time zone and the sources of identifiers and secrets, given to a book when it is opened.
pub struct Edge {
    now: Now,
    new_uid: NewUid,
    new_secret: NewSecret,
    offset: Offset,
}

impl Edge {
    /// `new_uid` answers a different globally unique text at every call (the app gives UUIDs, tests count), `new_secret` bytes
    /// that nobody can guess (the app gives the system's randomness).
    pub fn new(
        now: impl Fn() -> Moment + Send + Sync + 'static,
        new_uid: impl Fn() -> String + Send + Sync + 'static,
        new_secret: impl Fn() -> [u8; 32] + Send + Sync + 'static,
    ) -> Edge {
        let offset = Box::new(|_| 0);
        Edge { now: Box::new(now), new_uid: Box::new(new_uid), new_secret: Box::new(new_secret), offset }
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

    /// The minute of that day at a moment, from 0.
    pub fn minute(&self, at: Moment) -> i64 {
        at.0.saturating_add((self.offset)(at)).rem_euclid(Moment::DAY_MS) / 60_000
    }

    /// The last millisecond of the day of the user's calendar that a moment falls on, however long that day is.
    pub fn end_of_day(&self, at: Moment) -> Moment {
        let next = self.day(at) + 1;
        // No zone is further from UTC than 14 hours and no clock changes by more than a few.
        let start = Moment(next * Moment::DAY_MS);
        let (mut before, mut after) = (Moment(start.0 - Moment::DAY_MS), Moment(start.0 + Moment::DAY_MS));
        while after.0 - before.0 > 1 {
            let middle = Moment(before.0 + (after.0 - before.0) / 2);
            if self.day(middle) < next { before = middle } else { after = middle }
        }
        before
    }

    pub fn new_uid(&self) -> String {
        (self.new_uid)()
    }

    pub fn new_secret(&self) -> [u8; 32] {
        (self.new_secret)()
    }
}
