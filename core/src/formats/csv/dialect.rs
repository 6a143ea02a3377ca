//! The layouts of other programs' tables: their headers, and how they write what is in the cells.

use super::words::Words;
use crate::contact::date::Parts;
use crate::contact::fields::Date;
use crate::formats::encoding::Charset;

/// Whose table is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// Our own, which holds the most: see [`super::Columns`].
    Enishi,
    /// Google Contacts as of 2024: numbered blocks as wide as the widest contact.
    Google,
    /// Outlook for the desktop in Japanese: 95 columns.
    OutlookJa,
    /// Outlook for the desktop in English: 92 columns.
    OutlookEn,
    /// Thunderbird: 37 columns, headers in English.
    Thunderbird,
}

impl Dialect {
    /// What the program itself writes; where it writes its system's, what it reads with every character: UTF-8.
    pub fn charset(self) -> Charset {
        match self {
            Dialect::OutlookJa => Charset::Cp932,
            Dialect::OutlookEn => Charset::Utf8Bom,
            Dialect::Enishi | Dialect::Google | Dialect::Thunderbird => Charset::Utf8,
        }
    }

    /// Every cell stands in quotes.
    pub(super) fn quotes_all(self) -> bool {
        matches!(self, Dialect::OutlookJa | Dialect::OutlookEn)
    }

    /// The line end inside cells.
    pub(super) fn line_end(self) -> &'static str {
        if self.quotes_all() { "\r\n" } else { "\n" }
    }

    /// A date as the program reads it; `None` where it would not.
    pub(super) fn date(self, date: &Date) -> Option<String> {
        let parts = Parts { year: date.year, month: date.month, day: date.day };
        match (self, date.year, date.month, date.day) {
            (Dialect::OutlookJa, Some(year), Some(month), Some(day)) => Some(format!("{year}/{month}/{day}")),
            (Dialect::OutlookEn, Some(year), Some(month), Some(day)) => Some(format!("{month}/{day}/{year}")),
            (Dialect::OutlookJa | Dialect::OutlookEn, ..) => None,
            // The gap is Google's own.
            (Dialect::Google, None, Some(_), Some(_)) => Some(format!(" {}", parts.written())),
            (Dialect::Enishi | Dialect::Google | Dialect::Thunderbird, ..) => {
                Some(parts.written()).filter(|text| !text.is_empty())
            }
        }
    }

    /// The word beside a value: Google's tables are English whatever the language of its pages.
    pub(super) fn label(self, words: Words, label: &str) -> String {
        if words.word(label) == label || label == "card_exchanged" {
            return words.word(label).to_owned();
        }
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        };
        label.split('_').map(capital).collect::<Vec<_>>().join(" ")
    }

    /// What the program writes into cells of which it knows nothing.
    pub(super) fn unset(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Dialect::OutlookJa => &[
                ("記念日", "00/0/0"),
                ("誕生日", "00/0/0"),
                ("性別", "指定なし"),
                ("プライベート", "False"),
                ("秘密度", "標準"),
                ("優先度", "標準"),
            ],
            Dialect::OutlookEn => &[
                ("Anniversary", "0/0/00"),
                ("Birthday", "0/0/00"),
                ("Gender", "Unspecified"),
                ("Private", "False"),
                ("Sensitivity", "Normal"),
                ("Priority", "Normal"),
            ],
            Dialect::Enishi | Dialect::Google | Dialect::Thunderbird => &[],
        }
    }

    /// The columns that every table of the program has, in order.
    pub(super) fn headers(self) -> Vec<String> {
        let all = match self {
            Dialect::Enishi => "",
            Dialect::Google => GOOGLE,
            Dialect::OutlookJa => OUTLOOK_JA,
            Dialect::OutlookEn => OUTLOOK_EN,
            Dialect::Thunderbird => THUNDERBIRD,
        };
        all.split(',').map(|header| header.trim().to_owned()).filter(|header| !header.is_empty()).collect()
    }
}

const GOOGLE: &str = "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,\
    Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,\
    Photo,Labels";

const OUTLOOK_JA: &str = "肩書き,名,ミドル ネーム,姓,敬称,会社名,部署,役職,番地 (会社),住所 2 (会社),住所 3 (会社),\
    市町村 (会社),都道府県 (会社),郵便番号 (会社),国 (会社)/地域,番地 (自宅),住所 2 (自宅),住所 3 (自宅),市町村 (自宅),\
    都道府県 (自宅),郵便番号 (自宅),国 (自宅)/地域,番地 (その他),住所 2 (その他),住所 3 (その他),市町村 (その他),\
    都道府県 (その他),郵便番号 (その他),国 (その他)/地域,秘書の電話,会社 FAX,会社電話,会社電話 2,コールバック,自動車電話,\
    会社代表電話,自宅 FAX,自宅電話,自宅電話 2,ISDN,携帯電話,その他の FAX,その他の電話,ポケットベル,通常の電話,無線電話,\
    TTY/TDD,テレックス,ID 番号,Web ページ,アカウント,イニシャル,インターネット空き時間情報,キーワード,その他住所私書箱,\
    ディレクトリ サーバー,プライベート,マネージャー,メモ,ユーザー 1,ユーザー 2,ユーザー 3,ユーザー 4,会社 ID,会社住所私書箱,\
    会社名フリガナ,記念日,経費情報,言語,参照事項,子供,支払い条件,事業所,自宅住所私書箱,趣味,場所,職業,姓フリガナ,性別,誕生日,\
    電子メール アドレス,電子メールの種類,電子メール表示名,電子メール 2 アドレス,電子メール 2 の種類,電子メール 2 表示名,\
    電子メール 3 アドレス,電子メール 3 の種類,電子メール 3 表示名,配偶者,秘書の氏名,秘密度,分類,名前フリガナ,優先度";

/// In the order of Outlook's own export: the columns that Microsoft's page on CSV files for Outlook lists, as many public
/// programs that read and write such files have them, word for word.
const OUTLOOK_EN: &str = "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,\
    Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,\
    Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other Street 2,\
    Other Street 3,Other City,Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,\
    Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,\
    Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,\
    Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,\
    E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,E-mail 3 Address,\
    E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,Initials,Internet Free Busy,\
    Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,Organizational ID Number,\
    Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page";

const THUNDERBIRD: &str = "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,\
    Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,\
    Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department,Organization,\
    Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes";
