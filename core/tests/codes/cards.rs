//! A thousand people whose cards are all different, always the same ones.

use enishi_core::code::content::{Format, Pick, content};
use enishi_core::code::draw::{Code, Level};
use enishi_core::contact::fields::{Address, Fields, Labelled};

const FAMILY: [&str; 24] = [
    "佐藤",
    "髙橋",
    "山﨑",
    "渡邊",
    "渡邉",
    "齋藤",
    "齊藤",
    "𠮷田",
    "𠮷野家",
    "草彅",
    "濵田",
    "栁沢",
    "德永",
    "神﨑",
    "邊見",
    "葛\u{e0100}城",
    "辻\u{e0101}",
    "廣瀨",
    "黑田",
    "鷗外",
    "𩸽",
    "長曽我部",
    "Nakamura",
    "オブライエン",
];
const GIVEN: [&str; 16] = [
    "花子",
    "太郎",
    "俊介",
    "彅之",
    "曻",
    "𠮷彦",
    "凜々子",
    "眞一郎",
    "さくら",
    "ゐち",
    "Émilie",
    "ジョゼ",
    "惠",
    "禮",
    "榮",
    "渚🌊",
];
const KANA: [&str; 8] = ["さとう", "たかはし", "やまざき", "わたなべ", "よしだ", "くさなぎ", "はまだ", "ちょうそかべ"];
const COMPANY: [&str; 10] = [
    "株式会社髙砂製作所",
    "㈱青空",
    "有限会社西村製本",
    "合同会社縁",
    "Enishi Inc.",
    "𠮷野家ホールディングス",
    "邊見建設株式会社",
    "一般社団法人 日本名刺交換協会",
    "①番館",
    "ｶ)ﾔﾏﾀﾞ",
];
const TITLE: [&str; 6] = ["代表取締役", "部長", "課長補佐", "Software Engineer; Lead", "営業, 広報", ""];
const CITY: [&str; 5] = ["高槻市", "千代田区丸の内", "京都市中京区", "那覇市", "札幌市北区"];

/// Splitmix64: any seed will do, and every machine counts alike.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % sides as u64) as usize
    }

    fn pick(&mut self, words: &[&str]) -> String {
        words[self.roll(words.len())].to_owned()
    }
}

pub struct Cards(Dice);

impl Default for Cards {
    fn default() -> Cards {
        Cards(Dice(20_261_122))
    }
}

impl Iterator for Cards {
    type Item = Vec<u8>;

    /// What a code of somebody says: a vCard mostly, else a MECARD; up to version 16 at level M.
    fn next(&mut self) -> Option<Vec<u8>> {
        let format =
            [Format::Vcard, Format::Vcard, Format::Vcard, Format::Mecard, Format::FeaturePhone][self.0.roll(5)];
        let fields = self.somebody();
        let mut parts: Vec<String> = ["company", "phones", "emails", "addresses", "urls"].map(str::to_owned).to_vec();
        loop {
            let bytes = content(&fields, format, &Pick::Parts(parts.clone())).bytes;
            if Code::of(&bytes, Level::M).is_some_and(|code| code.version() <= 16) {
                return Some(bytes);
            }
            parts.pop().expect("a name alone fits");
        }
    }
}

impl Cards {
    fn somebody(&mut self) -> Fields {
        let dice = &mut self.0;
        let (family_name, given_name) = (dice.pick(&FAMILY), dice.pick(&GIVEN));
        let labelled = |label: &str, value: String| Labelled { label: label.to_owned(), value };
        let number =
            |dice: &mut Dice| format!("0{}0-{:04}-{:04}", 7 + dice.roll(3), dice.roll(10_000), dice.roll(10_000));
        let mut fields = Fields {
            display_name: format!("{family_name} {given_name}"),
            family_name,
            given_name,
            family_reading: dice.pick(&KANA),
            phones: vec![labelled("mobile", number(dice))],
            ..Fields::default()
        };
        if dice.roll(5) > 0 {
            fields.company = dice.pick(&COMPANY);
            fields.title = dice.pick(&TITLE);
        }
        if dice.roll(3) > 0 {
            fields.emails.push(labelled("work", format!("user{}@example.co.jp", dice.roll(100_000))));
        }
        if dice.roll(3) == 0 {
            fields.phones.push(labelled("work", number(dice)));
        }
        if dice.roll(2) == 0 {
            let (city, street) = (dice.pick(&CITY), format!("{}丁目{}番地", 1 + dice.roll(9), 1 + dice.roll(99)));
            fields.addresses.push(Address {
                label: "work".to_owned(),
                postal: format!("{:03}-{:04}", dice.roll(1000), dice.roll(10_000)),
                text: format!("{city} {street}"),
                city,
                street,
                ..Address::default()
            });
        }
        if dice.roll(4) == 0 {
            fields.urls.push(labelled("", format!("https://example.jp/{:x}?a=1", dice.roll(1 << 30))));
        }
        fields
    }
}
