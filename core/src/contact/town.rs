//! A Japanese address in one line, in its parts: only where it can be told surely, by the names' own endings and by lists of
//! the names that would mislead.

/// Cities with wards of their own (政令指定都市), as of 2026.
const WITH_WARDS: [&str; 20] = [
    "札幌市",
    "仙台市",
    "さいたま市",
    "千葉市",
    "横浜市",
    "川崎市",
    "相模原市",
    "新潟市",
    "静岡市",
    "浜松市",
    "名古屋市",
    "京都市",
    "大阪市",
    "堺市",
    "神戸市",
    "岡山市",
    "広島市",
    "北九州市",
    "福岡市",
    "熊本市",
];

/// Cities whose names hold another ending before their own, the merged ones of the last decades among them.
const MISLEADING: [&str; 20] = [
    "四日市市",
    "廿日市市",
    "野々市市",
    "八日市場市",
    "八日市市",
    "今市市",
    "町田市",
    "大町市",
    "十日町市",
    "村上市",
    "村山市",
    "東村山市",
    "武蔵村山市",
    "羽村市",
    "大村市",
    "田村市",
    "中村市",
    "大和郡山市",
    "蒲郡市",
    "小郡市",
];

/// Towns whose names hold another ending before their own.
const MISLEADING_TOWNS: [&str; 3] = ["玉村町", "大町町", "村田町"];

/// Districts whose names hold another ending before their own.
const MISLEADING_DISTRICTS: [&str; 6] = ["余市郡", "高市郡", "田村郡", "東村山郡", "西村山郡", "北村山郡"];

/// Tokyo's wards, and its towns and villages that stand in no district.
const OF_TOKYO: [&str; 32] = [
    "千代田区",
    "中央区",
    "港区",
    "新宿区",
    "文京区",
    "台東区",
    "墨田区",
    "江東区",
    "品川区",
    "目黒区",
    "大田区",
    "世田谷区",
    "渋谷区",
    "中野区",
    "杉並区",
    "豊島区",
    "北区",
    "荒川区",
    "板橋区",
    "練馬区",
    "足立区",
    "葛飾区",
    "江戸川区",
    "大島町",
    "利島村",
    "新島村",
    "神津島村",
    "三宅村",
    "御蔵島村",
    "八丈町",
    "青ヶ島村",
    "小笠原村",
];

/// The longest name before 市 is いちき串木野, before 町 九十九里; a ward's is 保土ケ谷.
const LONGEST: usize = 7;

/// The city, ward, town or village (with its district) that `text` begins with, and the rest. `region` is the prefecture that
/// stood before, empty where none did: then only the cities with wards are surely cities. `None` where it can't be told.
pub(crate) fn city_first<'a>(region: &str, text: &'a str) -> Option<(&'a str, &'a str)> {
    // Where a character was lost nothing is sure, and what is left must be mended as one.
    if text.contains(['?', char::REPLACEMENT_CHARACTER]) {
        return None;
    }
    let known = |names: &[&str]| names.iter().find(|name| text.starts_with(**name)).map(|name| name.len());
    let end = if region == "東京都" { known(&OF_TOKYO) } else { None };
    let end = end
        .or_else(|| known(&WITH_WARDS).map(|end| end + ward(text.get(end..).unwrap_or_default())))
        .or_else(|| if region.is_empty() { None } else { known(&MISLEADING).or_else(|| by_ending(text)) })?;
    let (city, rest) = text.split_at_checked(end)?;
    Some((city, rest.trim_start()))
}

/// How long the ward's name is that the text begins with, a gap before it included.
fn ward(text: &str) -> usize {
    let ward = text.trim_start();
    let ends = ward.char_indices().take(LONGEST).skip(1).find(|(_, ch)| *ch == '区');
    let end = ends.map_or(0, |(at, ch)| at + ch.len_utf8());
    let name = ward.get(..end).unwrap_or_default();
    if end == 0 || name.chars().any(is_no_name) { 0 } else { text.len() - ward.len() + end }
}

/// Where the name ends by its first 市, or behind a 郡 by its first 町 or 村.
fn by_ending(text: &str) -> Option<usize> {
    let district = MISLEADING_DISTRICTS.iter().find(|name| text.starts_with(**name)).map(|name| name.len());
    let (end, ending) = match district {
        Some(end) => (end, '郡'),
        None => first_of(text, &['市', '郡', '町', '村', '区'])?,
    };
    match ending {
        '市' => Some(end),
        '郡' => {
            let town = text.get(end..)?;
            let known = MISLEADING_TOWNS.iter().find(|name| town.starts_with(**name)).map(|name| name.len());
            let length = match known {
                Some(length) => length,
                None => first_of(town, &['町', '村'])?.0,
            };
            // 〇〇村町…: the village's hamlet, or a town that we don't know.
            let next = town.get(length..)?.chars().next();
            let sure = known.is_some() || !matches!(next, Some('町' | '村'));
            sure.then_some(end + length)
        }
        // Without a district it may as well be a part of a city that was left out.
        _ => None,
    }
}

/// Behind which of the endings the name of at least one other character ends, and which it is.
fn first_of(text: &str, endings: &[char]) -> Option<(usize, char)> {
    let mut name = text.char_indices().take(LONGEST + 1);
    name.next().filter(|(_, ch)| !is_no_name(*ch))?;
    let (at, ending) = name.take_while(|(_, ch)| !is_no_name(*ch)).find(|(_, ch)| endings.contains(ch))?;
    Some((at + ending.len_utf8(), ending))
}

fn is_no_name(ch: char) -> bool {
    ch.is_numeric() || ch.is_whitespace() || ch.is_ascii() || matches!(ch, '－' | '，' | '、' | '・')
}

/// What stands behind a house number and a gap: the building. The other part is the street.
pub(crate) fn building_last(text: &str) -> (&str, &str) {
    for (at, gap) in text.char_indices().filter(|(_, ch)| ch.is_whitespace()) {
        let (street, building) =
            (text.get(..at).unwrap_or_default(), text.get(at + gap.len_utf8()..).unwrap_or_default());
        let (street, building) = (street.trim_end(), building.trim_start());
        let ends = street.ends_with(char::is_numeric) || ["番地", "番", "号"].iter().any(|end| street.ends_with(end));
        let numbered = street.contains(char::is_numeric);
        let begins = building
            .starts_with(|ch: char| ch.is_alphabetic() && !ch.is_numeric() && !matches!(ch, '番' | '号' | '丁'));
        if ends && numbered && begins {
            return (street, building);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(region: &str, text: &str, city: &str, rest: &str) {
        assert_eq!(city_first(region, text), Some((city, rest)), "{region}{text}");
    }

    #[test]
    fn an_address_that_lost_a_character_stays_whole() {
        assert_eq!(city_first("北海道", "札幌市?央区北1"), None);
        assert_eq!(city_first("東京都", "千代田区\u{fffd}の内1-1"), None);
    }

    #[test]
    fn a_city_is_told_by_its_ending_and_its_wards_belong_to_it() {
        check("大阪府", "大阪市北区梅田1-1", "大阪市北区", "梅田1-1");
        check("神奈川県", "横浜市保土ケ谷区岩間町1", "横浜市保土ケ谷区", "岩間町1");
        check("", "京都市上京区烏丸通1", "京都市上京区", "烏丸通1");
        check("大阪府", "堺市堺区南瓦町3-1", "堺市堺区", "南瓦町3-1");
        check("福岡県", "北九州市 小倉北区 城内1", "北九州市 小倉北区", "城内1");
        check("東京都", "千代田区丸の内1-1", "千代田区", "丸の内1-1");
        check("東京都", "八丈町大賀郷1", "八丈町", "大賀郷1");
        check("鹿児島県", "いちき串木野市昭和通1", "いちき串木野市", "昭和通1");
        check("広島県", "府中市府川町315", "府中市", "府川町315");
    }

    #[test]
    fn names_with_an_ending_inside_are_not_cut_there() {
        for city in
            ["四日市市", "廿日市市", "野々市市", "市川市", "市原市", "町田市", "東村山市", "大和郡山市", "蒲郡市"]
        {
            check("三重県", &format!("{city}市場町1-2"), city, "市場町1-2");
        }
        for city in ["小郡市", "郡山市", "郡上市", "十日町市", "羽村市", "村上市", "武蔵村山市", "大町市"]
        {
            check("福岡県", &format!("{city}本町1"), city, "本町1");
        }
        check("三重県", "津市市場町1", "津市", "市場町1");
        check("三重県", "鈴鹿市郡山町1", "鈴鹿市", "郡山町1");
    }

    #[test]
    fn a_town_stands_with_its_district() {
        check("北海道", "余市郡余市町大川町1", "余市郡余市町", "大川町1");
        check("奈良県", "高市郡明日香村岡55", "高市郡明日香村", "岡55");
        check("群馬県", "佐波郡玉村町下新田201", "佐波郡玉村町", "下新田201");
        check("佐賀県", "杵島郡大町町大町5000", "杵島郡大町町", "大町5000");
        check("宮城県", "柴田郡村田町村田6", "柴田郡村田町", "村田6");
        check("山形県", "東村山郡山辺町緑ケ丘5", "東村山郡山辺町", "緑ケ丘5");
        check("福島県", "田村郡三春町大町1", "田村郡三春町", "大町1");
        check("奈良県", "吉野郡下市町下市1", "吉野郡下市町", "下市1");
        check("富山県", "中新川郡上市町法音寺1", "中新川郡上市町", "法音寺1");
        check("千葉県", "山武郡九十九里町片貝1", "山武郡九十九里町", "片貝1");
        check("沖縄県", "国頭郡東村平良804", "国頭郡東村", "平良804");
    }

    #[test]
    fn what_cannot_be_told_surely_stays_whole() {
        for (region, text) in [
            ("", "高槻市芝生町1-1"),
            ("神奈川県", "本町1-2"),
            ("長野県", "軽井沢町長倉1"),
            ("東京都", ""),
            ("北海道", "1-2-3 市役所前"),
            ("愛知県", "Nagoya市"),
            ("岐阜県", "〇〇郡北村町田1"),
        ] {
            assert_eq!(city_first(region, text), None, "{region}{text}");
        }
    }

    #[test]
    fn a_building_stands_behind_the_house_number_and_a_gap() {
        for (text, street, building) in [
            ("丸の内1-1-1 パレスビル5F", "丸の内1-1-1", "パレスビル5F"),
            ("芝生町四丁目２０番１号　高砂ハイツ　２０１", "芝生町四丁目２０番１号", "高砂ハイツ　２０１"),
            ("本町1丁目 2-3", "本町1丁目 2-3", ""),
            ("本町1-2 3号室", "本町1-2 3号室", ""),
            ("烏丸通 四条下ル 函谷鉾町88 京都ビル", "烏丸通 四条下ル 函谷鉾町88", "京都ビル"),
            ("本町1-2-3高砂ビル", "本町1-2-3高砂ビル", ""),
            ("本町 12番 3号", "本町 12番 3号", ""),
        ] {
            assert_eq!(building_last(text), (street, building), "{text}");
        }
    }
}
