//! Words for labels in cells, in the languages that programs write them in.

/// A label's code, the word written for it, and other words understood.
struct Word(&'static str, &'static str, &'static [&'static str]);

/// Phones, mails, addresses, URLs.
const PLACES: [Word; 9] = [
    Word("work", "会社", &["work", "business", "office", "勤務先", "仕事", "職場", "オフィス"]),
    Word("home", "自宅", &["home", "家", "personal", "個人"]),
    Word("mobile", "携帯", &["mobile", "cell", "携帯電話", "iphone", "スマートフォン"]),
    Word("work_fax", "会社FAX", &["workfax", "businessfax", "会社ファックス", "勤務先fax"]),
    Word("home_fax", "自宅FAX", &["homefax", "自宅ファックス"]),
    Word("fax", "FAX", &["ファックス", "ファクス", "otherfax"]),
    Word("main", "代表", &["main", "代表電話"]),
    Word("pager", "ポケットベル", &["pager"]),
    Word("other", "その他", &["other"]),
];

const SERVICES: [Word; 8] = [
    Word("line", "LINE", &["lineid"]),
    Word("line_works", "LINE WORKS", &["lineworks", "lineworksid", "worksmobile"]),
    Word("skype", "Skype", &[]),
    Word("jabber", "Jabber", &["xmpp"]),
    Word("google_talk", "Google Talk", &["googletalk", "gtalk"]),
    Word("aim", "AIM", &[]),
    Word("msn", "MSN", &[]),
    Word("yahoo", "Yahoo", &[]),
];

const DATES: [Word; 3] = [
    Word("birthday", "誕生日", &["birthday", "生年月日"]),
    Word("anniversary", "記念日", &["anniversary"]),
    Word("card_exchanged", "名刺交換日", &["名刺交換", "cardexchanged"]),
];

const RELATIONS: [Word; 12] = [
    Word("spouse", "配偶者", &["spouse", "夫", "妻"]),
    Word("partner", "パートナー", &["partner", "domesticpartner"]),
    Word("child", "子", &["child", "子供"]),
    Word("parent", "親", &["parent"]),
    Word("mother", "母", &["mother"]),
    Word("father", "父", &["father"]),
    Word("sibling", "きょうだい", &["sibling"]),
    Word("brother", "兄弟", &["brother"]),
    Word("sister", "姉妹", &["sister"]),
    Word("friend", "友人", &["friend"]),
    Word("manager", "上司", &["manager", "マネージャー"]),
    Word("assistant", "秘書", &["assistant"]),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    Places,
    Services,
    Dates,
    Relations,
    /// Names of custom fields: the user's own words only.
    Custom,
}

impl Words {
    fn table(self) -> &'static [Word] {
        match self {
            Words::Places => &PLACES,
            Words::Services => &SERVICES,
            Words::Dates => &DATES,
            Words::Relations => &RELATIONS,
            Words::Custom => &[],
        }
    }

    /// The code of a label in a cell, else the label as it stands. Google's mark of the first one (`* Work`) is taken off,
    /// Outlook's kinds of mail (`SMTP`) are no labels.
    pub(super) fn code(self, cell: &str) -> String {
        let cell = cell.trim();
        let cell = cell.strip_prefix('*').map_or(cell, str::trim_start);
        let key: String =
            cell.chars().filter(|ch| !matches!(ch, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect();
        let known =
            |word: &&Word| key == word.0.replace('_', "") || key == key_of(word.1) || word.2.contains(&key.as_str());
        match self.table().iter().find(known) {
            Some(word) => word.0.to_owned(),
            None if matches!(key.as_str(), "smtp" | "ex" | "inet") => String::new(),
            None => cell.to_owned(),
        }
    }

    /// The word for a code, else the label as it stands.
    pub(super) fn word(self, label: &str) -> &str {
        self.table().iter().find(|word| word.0 == label).map_or(label, |word| word.1)
    }
}

fn key_of(word: &str) -> String {
    word.chars().filter(|ch| *ch != ' ').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_written_is_read_as_its_code() {
        for words in [Words::Places, Words::Services, Words::Dates, Words::Relations] {
            for Word(code, word, others) in words.table() {
                assert_eq!(words.code(word), *code);
                assert_eq!(words.word(code), *word);
                for other in *others {
                    assert_eq!(words.code(other), *code);
                }
            }
        }
        assert_eq!(Words::Places.code("* Work Fax"), "work_fax");
        assert_eq!(Words::Places.code("倉庫"), "倉庫");
        assert_eq!(Words::Places.code("SMTP"), "");
    }
}
