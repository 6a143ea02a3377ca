use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::key::OwnKey;
use super::message::{InviteText, InviteTexts, Language, Merge, Words};
use super::token::{CLOCK_GAP, InviteCode, LARGE, Number, SHORT, Token, VERSION, text};
use super::{Expiry, link};
use crate::edge::Edge;
use crate::time::Moment;

/// 2026-11-28T12:00:00Z
const NOON: i64 = 1_795_867_200;

fn key(seed: u8) -> OwnKey {
    OwnKey::of(&[seed; 32])
}

fn token(key: &OwnKey, seed: u8) -> Token {
    let card = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nEND:VCARD\r\n", "山".repeat(usize::from(seed % 9)));
    Token {
        key: key.public(),
        created: NOON - i64::from(seed),
        expires: (!seed.is_multiple_of(5)).then_some(NOON + i64::from(seed) * 3600),
        number: Number([seed; 8]),
        card: card.into_bytes(),
    }
}

#[test]
fn a_token_comes_back_as_it_was_signed() {
    for seed in 0..=255 {
        let key = key(seed);
        let made = token(&key, seed);
        let text = text(&made.signed(&key));
        assert_eq!(Token::parse(&text, SHORT), Ok(made.clone()));
        assert_eq!(link::find(&link::link(&text)), Some(text.clone()));
        assert_eq!(link::find(&link::line(&text)), Some(text));
    }
}

#[test]
fn every_single_bit_change_of_a_hundred_tokens_is_refused() {
    for seed in 0..100 {
        let key = key(seed);
        let signed = token(&key, seed).signed(&key);
        for bit in 0..signed.len() * 8 {
            let mut changed = signed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let expected = if bit < 8 { InviteCode::UnknownVersion } else { InviteCode::Altered };
            assert_eq!(Token::read(&changed, SHORT), Err(expected), "bit {bit} of token {seed}");
        }
    }
}

#[test]
fn no_bit_of_a_link_can_be_changed_either() {
    for seed in [1, 2, 3] {
        let key = key(seed);
        let whole = link::link(&text(&token(&key, seed).signed(&key)));
        let begins = link::link("").len();
        for bit in begins * 8..whole.len() * 8 {
            let mut changed = whole.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let found = link::find(&changed).expect("the beginning of a link stands there");
            assert!(Token::parse(&found, SHORT).is_err(), "bit {bit} of token {seed}: {changed}");
        }
    }
}

#[test]
fn a_token_signed_by_somebody_else_is_refused() {
    let (mine, theirs) = (key(1), key(2));
    let mut forged = token(&mine, 3).signed(&theirs);
    assert!(Token::read(&forged, SHORT).is_ok(), "it is a good one of the other key");
    forged[1..33].copy_from_slice(&mine.public().0);
    assert_eq!(Token::read(&forged, SHORT), Err(InviteCode::Altered));
}

#[test]
fn what_cannot_be_an_invite_is_told_apart() {
    let key = key(1);
    let signed = token(&key, 1).signed(&key);
    assert_eq!(Token::parse("", SHORT), Err(InviteCode::NotAnInvite));
    assert_eq!(Token::read(&[], SHORT), Err(InviteCode::NotAnInvite));
    let mut future = signed.clone();
    future[0] = VERSION + 1;
    assert_eq!(Token::read(&future, SHORT), Err(InviteCode::UnknownVersion));
    for length in 1..signed.len() {
        assert_eq!(Token::read(&signed[..length], SHORT), Err(InviteCode::Altered), "cut to {length} bytes");
    }
    let longer = [signed.as_slice(), &[0]].concat();
    assert_eq!(Token::read(&longer, SHORT), Err(InviteCode::Altered));
}

#[test]
fn a_card_has_its_limit_in_a_link_and_another_in_a_file() {
    let key = key(1);
    let of = |length: usize| Token { card: vec![b'x'; length], ..token(&key, 1) }.signed(&key);
    assert!(Token::read(&of(SHORT), SHORT).is_ok());
    assert_eq!(Token::read(&of(SHORT + 1), SHORT), Err(InviteCode::Oversized));
    assert_eq!(Token::parse(&text(&of(SHORT + 100)), SHORT), Err(InviteCode::Oversized));
    assert!(Token::read(&of(LARGE), LARGE).is_ok());
    assert_eq!(Token::read(&of(LARGE + 1), LARGE), Err(InviteCode::Oversized));
}

#[test]
fn it_is_good_through_its_last_second_and_from_ten_minutes_before_its_first() {
    let key = key(1);
    let made = Token { created: NOON, expires: Some(NOON + 60), ..token(&key, 1) };
    let at = |seconds: i64, milliseconds: i64| made.check(Moment(seconds * 1000 + milliseconds));
    assert_eq!(at(NOON, 0), InviteCode::Ok);
    assert_eq!(at(NOON + 60, 999), InviteCode::Ok);
    assert_eq!(at(NOON + 61, 0), InviteCode::Expired);
    assert_eq!(at(NOON - CLOCK_GAP, 0), InviteCode::Ok);
    assert_eq!(at(NOON - CLOCK_GAP - 1, 999), InviteCode::NotYet);
    let forever = Token { expires: None, ..made.clone() };
    assert_eq!(forever.check(Moment(i64::MAX)), InviteCode::Ok);
    let absurd = Token { created: i64::MIN, expires: Some(i64::MIN), ..made };
    assert_eq!(absurd.check(Moment(NOON * 1000)), InviteCode::Expired);
}

fn zone(offset: impl Fn(Moment) -> i64 + Send + Sync + 'static) -> Edge {
    Edge::new(|| Moment(NOON * 1000), String::new, || [0; 32]).in_zone(offset)
}

#[test]
fn today_ends_with_the_day_of_the_users_calendar_whatever_its_length() {
    const HOUR: i64 = 3_600_000;
    let now = Moment(NOON * 1000);
    let until = |edge: &Edge| Expiry::Today.ends(now, edge).expect("an end").0;
    assert_eq!(until(&zone(|_| 0)), NOON * 1000 + 12 * HOUR - 1);
    // 21:00 in Tokyo.
    assert_eq!(until(&zone(|_| 9 * HOUR)), NOON * 1000 + 3 * HOUR - 1);
    // 01:00 of the next day on Kiritimati, and half past two in the night before on Baker Island.
    assert_eq!(until(&zone(|_| 14 * HOUR)), NOON * 1000 + 22 * HOUR - 1);
    assert_eq!(until(&zone(|_| -12 * HOUR)), NOON * 1000 + 24 * HOUR - 1);
    // Clocks go back an hour at 15:00 UTC: the day has 25 hours.
    let change = Moment(NOON * 1000 + 3 * HOUR);
    assert_eq!(until(&zone(move |at| if at < change { HOUR } else { 0 })), NOON * 1000 + 12 * HOUR - 1);
    // They go forward at 13:00 UTC: it has 23.
    let change = Moment(NOON * 1000 + HOUR);
    assert_eq!(until(&zone(move |at| if at < change { 0 } else { HOUR })), NOON * 1000 + 11 * HOUR - 1);
    let week = Expiry::Week.ends(now, &zone(|_| 9 * HOUR)).expect("an end");
    assert_eq!(week.0, (NOON + 7 * 24 * 3600) * 1000, "seven times 24 hours, whatever clocks do");
}

#[test]
fn the_line_survives_what_chat_programs_do_to_it() {
    let key = key(1);
    let text = text(&token(&key, 1).signed(&key));
    let line = link::line(&text);
    let (first, rest) = line.split_at(40);
    let (second, third) = rest.split_at(40);
    for sent in [
        format!("お世話になっております。\n{line}\nよろしく"),
        format!("> {first}\n> {second}\n> {third}"),
        format!("{first}\r\n    {second} {third}"),
        format!("{first}\u{200b}{second}\u{ad}{third}"),
        format!("「{line}」"),
        line.replace("[enishi:", "[Enishi:"),
        format!("{line} {}", link::link("AAAA")),
    ] {
        assert_eq!(link::find(&sent), Some(text.clone()), "{sent}");
    }
    assert_eq!(link::find(&format!("<{}>。", link::link(&text))), Some(text.clone()));
    assert_eq!(link::find(&format!("ENISHI://INVITE/{text}\n次の行")), Some(text));
    assert_eq!(link::find("https://example.jp/invite/AAAA"), None);
}

#[test]
fn the_shipped_messages_have_known_fields_only_and_say_what_they_should() {
    let texts = InviteTexts::shipped();
    for language in [Language::Ja, Language::En] {
        let text = texts.of(language);
        assert_eq!(text.unknown(), Vec::<String>::new());
        let merge = Merge {
            name: "高橋 花子 様".into(),
            company: "青葉設計".into(),
            own: "山田 太郎".into(),
            own_company: "縁商店".into(),
            expires: "有効期限：2026年12月5日 20:33".into(),
            line: "[enishi:AAAA]".into(),
            link: "enishi://invite/AAAA".into(),
        };
        let merged = text.merged(&merge);
        for said in ["高橋 花子 様", "山田 太郎", "縁商店", "[enishi:AAAA]", "2026年12月5日"] {
            assert!(merged.body.contains(said), "{said} in {}", merged.body);
        }
        assert!(merged.subject.contains("山田 太郎"), "{}", merged.subject);
        let plain = text.merged(&Merge { line: String::new(), link: String::new(), expires: String::new(), ..merge });
        assert!(
            !plain.body.to_lowercase().contains("enishi"),
            "people without Enishi hear nothing of it: {}",
            plain.body
        );
        assert!(!merged.body.contains(['{', '}']) && !plain.body.contains("\n\n\n"), "{}", plain.body);
        let nobody = text.merged(&Merge { own: "山田 太郎".into(), ..Merge::default() });
        assert!(!nobody.body.starts_with('\n') && !nobody.body.contains("\n\n\n"), "{}", nobody.body);
    }
}

#[test]
fn what_a_value_says_is_not_filled_in_again() {
    let text = InviteText { subject: "{name}".into(), body: "{name} {unknown} {".into() };
    let merged = text.merged(&Merge { name: "{own}".into(), own: "秘".into(), ..Merge::default() });
    assert_eq!((merged.subject.as_str(), merged.body.as_str()), ("{own}", "{own} {unknown} {\n"));
    assert_eq!(text.unknown(), vec!["unknown".to_owned()]);
}

#[test]
fn until_when_is_said_in_both_languages() {
    let edge = zone(|_| 9 * 3_600_000);
    let last = Moment((NOON + 3 * 60) * 1000);
    assert_eq!(Words::of(Language::Ja).until(&edge, last), "有効期限：2026年11月28日 21:03");
    assert_eq!(Words::of(Language::En).until(&edge, last), "Valid until 28 November 2026, 21:03");
}

proptest! {
    #[test]
    fn whatever_is_read_ends_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), said in ".{0,200}") {
        let _ = Token::read(&bytes, SHORT);
        let _ = Token::parse(&said, SHORT);
        let _ = link::find(&said);
        let _ = Token::parse(&URL_SAFE_NO_PAD.encode(&bytes), LARGE);
    }

    #[test]
    fn claims_that_somebody_signed_end_without_a_panic(claims in prop::collection::vec(any::<u8>(), 0..80)) {
        // The signature is right, what is signed is not.
        let key = key(9);
        let message = [b"jp.enishi.invite".as_slice(), &[VERSION], &key.public().0, &claims].concat();
        let bytes = [&[VERSION], key.public().0.as_slice(), &key.sign(&message), &claims].concat();
        if let Ok(token) = Token::read(&bytes, SHORT) {
            prop_assert!(token.card.len() <= SHORT);
            let _ = super::card::read(&token.card);
        }
    }

    #[test]
    fn a_link_is_found_in_any_text(before in "[^\\[]{0,40}", after in "[^A-Za-z0-9_-].{0,40}", seed in any::<u8>()) {
        let key = key(seed);
        let text = text(&token(&key, seed).signed(&key));
        prop_assume!(!before.to_ascii_lowercase().contains("enishi:"));
        prop_assert_eq!(link::find(&format!("{before}{}{after}", link::link(&text))), Some(text.clone()));
        prop_assert_eq!(link::find(&format!("{before}{}{after}", link::line(&text))), Some(text));
    }
}
