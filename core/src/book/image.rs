//! Before-images: how a thing was before a change, written into the change's entry.
//!
//! One byte says which kind, four give the length of the JSON head, then the head and, for a whole contact, its card.
//! A change of the head alone (trash, hide, groups) keeps a head of some 60 bytes, never the card.

use serde::{Deserialize, Serialize};

use super::change::Standing;
use super::types::How;
use crate::contact::{ContactId, GroupId, Side};
use crate::error::{Error, Result};
use crate::record::{RecordId, RecordKind};
use crate::store::{GroupRow, RecordRow, State};
use crate::time::Moment;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Image {
    /// It was not there.
    Absent,
    Head(Head),
    Whole {
        head: Head,
        rest: Rest,
        card: Vec<u8>,
    },
    Group(GroupHead),
    Record(RecordHead),
}

/// What can change about a contact beside its card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub rev: i64,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub trashed_at: Option<Moment>,
    pub groups: Vec<GroupId>,
    /// Who is known to be somebody else; the other one says nothing of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub different: Vec<ContactId>,
}

/// What never changes, kept for a row that has to be made again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Rest {
    pub uid: String,
    pub owner: String,
    pub how: How,
    pub origin: String,
    pub import: Option<i64>,
    pub added_at: Moment,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct GroupHead {
    pub rev: i64,
    pub name: String,
    pub trashed_at: Option<Moment>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct RecordHead {
    pub rev: i64,
    pub kind: RecordKind,
    pub name: String,
    pub contact: Option<ContactId>,
    pub service: Option<RecordId>,
    /// `None` where the change left it as it was.
    pub body: Option<String>,
    pub trashed_at: Option<Moment>,
}

impl Image {
    pub fn record_of(row: &RecordRow, with_body: bool) -> Image {
        Image::Record(RecordHead {
            rev: row.rev,
            kind: row.kind,
            name: row.name.clone(),
            contact: row.contact,
            service: row.service,
            body: with_body.then(|| row.body.clone()),
            trashed_at: row.trashed_at,
        })
    }

    pub fn head_of(was: &Standing) -> Image {
        Image::Head(Head::of(was))
    }

    pub fn whole_of(was: &Standing) -> Image {
        let state = &was.row.state;
        let rest = Rest {
            uid: state.uid.clone(),
            owner: state.owner.clone(),
            how: state.how,
            origin: state.origin.clone(),
            import: state.import,
            added_at: state.added_at,
        };
        Image::Whole { head: Head::of(was), rest, card: was.row.card.clone() }
    }

    pub fn group_of(row: &GroupRow) -> Image {
        Image::Group(GroupHead { rev: row.rev, name: row.name.clone(), trashed_at: row.trashed_at })
    }

    /// The revision that stands once this image is written back.
    pub fn rev(&self) -> i64 {
        match self {
            Image::Absent => 0,
            Image::Head(head) | Image::Whole { head, .. } => head.rev,
            Image::Group(group) => group.rev,
            Image::Record(record) => record.rev,
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        match self {
            Image::Absent => packed(b'0', &(), &[]),
            Image::Head(head) => packed(b'h', head, &[]),
            Image::Whole { head, rest, card } => packed(b'w', &(head, rest), card),
            Image::Group(group) => packed(b'g', group, &[]),
            Image::Record(record) => packed(b'r', record, &[]),
        }
    }

    /// The same with a mark behind it, which [`Image::decode`] passes over: for things that move on without a new revision.
    pub fn encode_marked(&self, mark: &[u8]) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.extend_from_slice(mark);
        bytes
    }

    /// The mark behind an image that has no card; empty where there is none.
    pub fn mark(bytes: &[u8]) -> &[u8] {
        let rest = bytes.split_first().and_then(|(_, rest)| rest.split_first_chunk());
        let mark = rest.and_then(|(length, rest)| rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..));
        mark.unwrap_or_default()
    }

    pub fn decode(bytes: &[u8]) -> Result<Image> {
        unpacked(bytes).ok_or_else(|| Error::Damaged { detail: "a before-image cannot be read".to_owned() })
    }
}

impl Head {
    pub fn of(was: &Standing) -> Head {
        let state = &was.row.state;
        Head {
            rev: was.row.rev,
            side: state.side,
            own: state.own,
            hidden: state.hidden,
            trashed_at: state.trashed_at,
            groups: was.groups.clone(),
            different: was.different.clone(),
        }
    }

    /// The state that this head and what never changes make together.
    pub fn state(&self, rest: Rest) -> State {
        State {
            uid: rest.uid,
            side: self.side,
            own: self.own,
            hidden: self.hidden,
            trashed_at: self.trashed_at,
            owner: rest.owner,
            how: rest.how,
            origin: rest.origin,
            import: rest.import,
            added_at: rest.added_at,
        }
    }

    /// This head laid over a state of now.
    pub fn over(&self, state: &State) -> State {
        State { side: self.side, own: self.own, hidden: self.hidden, trashed_at: self.trashed_at, ..state.clone() }
    }
}

fn packed(kind: u8, head: &impl Serialize, card: &[u8]) -> Vec<u8> {
    let json = serde_json::to_vec(head).expect("BUG: plain structs become JSON");
    let length = u32::try_from(json.len()).expect("BUG: a head is short");
    let mut out = Vec::with_capacity(5 + json.len() + card.len());
    out.push(kind);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&json);
    out.extend_from_slice(card);
    out
}

fn unpacked(bytes: &[u8]) -> Option<Image> {
    let (kind, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (json, card) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    match kind {
        b'0' => Some(Image::Absent),
        b'h' => Some(Image::Head(serde_json::from_slice(json).ok()?)),
        b'w' => {
            let (head, rest) = serde_json::from_slice(json).ok()?;
            Some(Image::Whole { head, rest, card: card.to_vec() })
        }
        b'g' => Some(Image::Group(serde_json::from_slice(json).ok()?)),
        b'r' => Some(Image::Record(serde_json::from_slice(json).ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_comes_back_as_it_was_written() {
        let head = Head {
            rev: 7,
            side: Side::Internal,
            own: true,
            hidden: false,
            trashed_at: Some(Moment(5)),
            groups: vec![GroupId(3), GroupId(9)],
            different: vec![ContactId(4)],
        };
        let rest = Rest {
            uid: "u-1".into(),
            owner: "佐藤".into(),
            how: How::Import,
            origin: "名刺.vcf".into(),
            import: Some(2),
            added_at: Moment(1),
        };
        let whole = Image::Whole { head: head.clone(), rest, card: vec![1, 0, 255] };
        let group = Image::Group(GroupHead { rev: 1, name: "取引先".into(), trashed_at: None });
        for image in [Image::Absent, Image::Head(head), whole, group] {
            assert_eq!(Image::decode(&image.encode()).expect("readable"), image);
        }
    }

    #[test]
    fn a_cut_image_is_damage_and_no_panic() {
        let group = Image::Group(GroupHead { rev: 1, name: "取引先".into(), trashed_at: None }).encode();
        for length in 0..group.len() {
            assert!(Image::decode(group.get(..length).expect("within")).is_err(), "{length} bytes");
        }
    }
}
