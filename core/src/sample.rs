//! The sample book's contacts: a paper shop in Kyoto and the people it works with, all of them invented.

/// vCard 3.0, the own card first. `X-ENISHI-SIDE:internal` marks the shop's staff and `X-ENISHI-OWN:1` the own card; only the
/// sample may say so, not a file that somebody sends.
pub const JA: &[u8] = include_bytes!("../samples/sample-ja.vcf");

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::contact::card::Card;
    use crate::contact::fields::Fields;
    use crate::contact::{Kind, name, photo};
    use crate::formats::{Found, Incoming, vcard};

    fn read() -> Vec<Incoming> {
        let mut cards = Vec::new();
        let mut sink = |found| {
            match found {
                Found::Card(incoming) => cards.push(*incoming),
                Found::Trouble(trouble) => panic!("the sample is without trouble: {trouble:?}"),
            }
            ControlFlow::Continue(())
        };
        vcard::read(&mut &*JA, None, &mut sink).expect("memory can be read");
        cards
    }

    fn says(card: &Card, name: &str, value: &str) -> bool {
        card.first(name).is_some_and(|property| property.value == value)
    }

    #[test]
    fn the_sample_has_sixty_contacts_with_the_own_card_first() {
        let cards: Vec<Card> = read().into_iter().map(|incoming| incoming.card).collect();
        assert_eq!(cards.len(), 60);
        let own: Vec<bool> = cards.iter().map(|card| says(card, "X-ENISHI-OWN", "1")).collect();
        assert!(own[0] && !own[1..].contains(&true));
        assert_eq!(cards.iter().filter(|card| says(card, "X-ENISHI-SIDE", "internal")).count(), 6);
    }

    #[test]
    fn every_sample_contact_can_be_shown() {
        let all: Vec<Fields> = read().iter().map(|incoming| Fields::of(&incoming.card)).collect();
        for fields in &all {
            assert!(!fields.display_name.is_empty() && !name::seal(fields).is_empty(), "{fields:?}");
            assert!(fields.uid.is_some());
            assert!(fields.emails.iter().all(|mail| mail.value.contains("example")), "reserved domains only");
        }
        assert!(all.iter().filter(|fields| fields.kind == Kind::Company).count() >= 6);
        assert!(all.iter().any(|fields| fields.family_reading.is_empty()), "some have no reading");
        assert!(all.iter().any(|fields| !name::is_japanese(&fields.display_name)), "one has an English name");
        assert!(all.iter().any(|fields| fields.unknown.len() == 2), "one has fields that are not shown");
    }

    #[test]
    fn sample_photos_are_small_pictures() {
        let media: Vec<_> = read().into_iter().flat_map(|incoming| incoming.media).collect();
        assert_eq!(media.len(), 6);
        for (_, bytes) in media {
            assert!(bytes.len() <= 6 * 1024 && photo::dimensions(&bytes) == Some((200, 200)));
        }
    }
}
