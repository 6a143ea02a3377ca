//! What a column is, by its header alone: Japanese and English synonyms, never by position.

use icu_normalizer::ComposingNormalizerBorrowed;

/// One column's meaning. Labels are codes of the product or words of the user's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    Text(Text),
    Phone(&'static str),
    Email(&'static str),
    Url(&'static str),
    Id(&'static str),
    Date(&'static str),
    Relation(&'static str),
    Custom,
    /// One part of the address with this label.
    Address(&'static str, Part),
    /// The label beside a numbered value.
    LabelOf(Block),
    /// The messenger beside a numbered value.
    Service,
    /// Derived from other columns or of no meaning outside its program.
    Ignore,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Text {
    /// `名前` and `Name`: the whole name, or the given one beside a family name.
    Name,
    DisplayName,
    Family,
    Given,
    Middle,
    Prefix,
    Suffix,
    Honorific,
    /// `Title` and `肩書き`: a prefix where there is a job title too.
    PrefixOrTitle,
    Nickname,
    Reading,
    FamilyReading,
    GivenReading,
    Company,
    CompanyReading,
    Department,
    Title,
    Note,
    Groups,
    Uid,
    Kind,
    Language,
    /// `誕生日`: the day where year and month have their own columns.
    Birthday,
    BirthYear,
    BirthMonth,
    BirthDay,
}

pub(super) const TEXTS: usize = Text::BirthDay as usize + 1;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// The address in one cell, or its first line.
    Whole,
    Postal,
    Region,
    City,
    Street,
    /// The second line: what stands behind the street.
    Building,
    /// The third line.
    Third,
    Country,
    Box,
}

pub(super) const PARTS: usize = Part::Box as usize + 1;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Block {
    Phone,
    Email,
    Url,
    Id,
    Date,
    Relation,
    Custom,
    Address,
}

/// The header as it is compared: NFKC, lower case, without gaps, dashes and the like (some programs leave spaces behind their
/// headers). A spreadsheet's guard is taken off. What is longer than any header counts by its beginning.
pub(super) fn key(header: &str) -> String {
    const LONGEST: usize = 4 * 1024;
    let header = header.get(..header.floor_char_boundary(LONGEST)).unwrap_or(header);
    let folded = ComposingNormalizerBorrowed::new_nfkc().normalize(header.trim().trim_start_matches('\''));
    let folded: String = folded
        .chars()
        .filter(|ch| {
            !ch.is_whitespace() && !matches!(ch, '-' | '_' | '/' | '.' | ':' | '・' | '\'' | '’' | '"' | '*' | '※')
        })
        .map(|ch| match ch {
            '[' | '【' | '〔' | '〈' | '<' => '(',
            ']' | '】' | '〕' | '〉' | '>' => ')',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    // 【住所】
    match folded.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) if !inner.contains(['(', ')']) => inner.to_owned(),
        Some(_) | None => folded,
    }
}

/// The column of ours that says why a row was sent back to be mended, in whatever language.
pub(super) fn is_reason(key: &str) -> bool {
    key.ends_with("(enishi)")
}

/// What the column of this key holds, with the number that the header carries (0 for none).
pub(super) fn column(key: &str) -> Option<(Column, u32)> {
    if is_reason(key) {
        return Some((Column::Ignore, 0));
    }
    if let Some(column) = named(key) {
        return Some((column, 0));
    }
    if let Some(column) = placed(key) {
        return Some((column, 0));
    }
    let (base, number) = without_number(key)?;
    let column = numbered(&base).or_else(|| named(&base)).or_else(|| placed(&base))?;
    // A second organisation has no place in a contact; its columns are kept as they are.
    let repeats = number > 1 && base.starts_with("organization");
    (!repeats).then_some((column, number))
}

fn without_number(key: &str) -> Option<(String, u32)> {
    let start = key.find(|ch: char| ch.is_ascii_digit())?;
    let (before, rest) = key.split_at_checked(start)?;
    let end = rest.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end)?;
    Some((format!("{before}{after}"), digits.parse().ok().filter(|number| *number > 0)?))
}

fn named(key: &str) -> Option<Column> {
    text(key)
        .map(Column::Text)
        .or_else(|| reach(key, ""))
        .or_else(|| address_part(key).map(|part| Column::Address("", part)))
}

fn text(key: &str) -> Option<Text> {
    Some(match key {
        "名前" | "name" | "おなまえ" | "お名前" => Text::Name,
        "氏名" | "姓名" | "fullname" | "担当者" | "担当者名" | "ご担当者" | "ご担当者名" | "contactname"
        | "連絡先名" | "会員名" | "顧客名" | "宛名" => Text::Name,
        "表示名" | "displayname" | "formattedname" | "フォーマットされた名前" => Text::DisplayName,
        "姓" | "苗字" | "名字" | "氏" | "lastname" | "familyname" | "surname" | "nachname" | "氏名(姓)"
        | "名前(姓)" => Text::Family,
        "名" | "givenname" | "firstname" | "vorname" | "氏名(名)" | "名前(名)" | "下の名前" => Text::Given,
        "ミドルネーム" | "ミドル" | "middlename" | "additionalname" | "additionalnames" | "付加的な名前" => {
            Text::Middle
        }
        "nameprefix" | "honorificprefix" | "honorificprefixes" | "敬称(前)" => Text::Prefix,
        "suffix" | "namesuffix" | "honorificsuffix" | "honorificsuffixes" | "敬称(後)" => Text::Suffix,
        "敬称" | "honorific" => Text::Honorific,
        "title" | "肩書き" | "肩書" => Text::PrefixOrTitle,
        "ニックネーム" | "nickname" | "愛称" | "通称" => Text::Nickname,
        "ふりがな"
        | "フリガナ"
        | "よみがな"
        | "ヨミガナ"
        | "読み"
        | "読み仮名"
        | "読みがな"
        | "かな"
        | "カナ"
        | "氏名かな"
        | "氏名カナ"
        | "姓名かな"
        | "姓名カナ"
        | "氏名(かな)"
        | "氏名(カナ)"
        | "氏名ふりがな"
        | "氏名フリガナ"
        | "氏名(ふりがな)"
        | "氏名(フリガナ)"
        | "名前(ふりがな)"
        | "名前(フリガナ)"
        | "お名前(ふりがな)"
        | "お名前(フリガナ)"
        | "yominame"
        | "reading" => Text::Reading,
        "せい" | "セイ" | "姓かな" | "姓カナ" | "姓ふりがな" | "姓フリガナ" | "姓(ふりがな)" | "姓(フリガナ)"
        | "姓(かな)" | "姓(カナ)" | "姓よみ" | "姓読み" | "phoneticlastname" | "familynameyomi" | "surnameyomi"
        | "lastnameyomi" | "lastnamephonetic" => Text::FamilyReading,
        "めい" | "メイ" | "名かな" | "名カナ" | "名ふりがな" | "名フリガナ" | "名(ふりがな)" | "名(フリガナ)"
        | "名(かな)" | "名(カナ)" | "名よみ" | "名読み" | "phoneticfirstname" | "givennameyomi" | "givenyomi"
        | "firstnameyomi" | "firstnamephonetic" => Text::GivenReading,
        // Outlook calls the given name's reading so.
        "名前フリガナ" | "名前ふりがな" => Text::GivenReading,
        "会社名" | "会社" | "勤務先" | "勤務先名" | "企業名" | "法人名" | "組織" | "組織名" | "団体名" | "社名"
        | "取引先名" | "得意先名" | "貴社名" | "company" | "companyname" | "firma" | "organization"
        | "organizationname" | "organisation" => Text::Company,
        "かいしゃめい"
        | "会社名フリガナ"
        | "会社名ふりがな"
        | "会社名かな"
        | "会社名カナ"
        | "会社名(ふりがな)"
        | "会社名(フリガナ)"
        | "会社名(かな)"
        | "会社名(カナ)"
        | "会社名よみ"
        | "会社フリガナ"
        | "会社ふりがな"
        | "companyyomi"
        | "companynameyomi"
        | "organizationyominame"
        | "phoneticcompany" => Text::CompanyReading,
        "部署"
        | "部署名"
        | "部門"
        | "部門名"
        | "所属"
        | "所属部署"
        | "department"
        | "organizationdepartment"
        | "division" => Text::Department,
        "役職" | "役職名" | "職位" | "jobtitle" | "organizationtitle" | "position" => Text::Title,
        "メモ" | "備考" | "ノート" | "注記" | "コメント" | "notes" | "note" | "memo" | "comment" | "comments"
        | "remarks" => Text::Note,
        "グループ" | "グループ名" | "カテゴリ" | "カテゴリー" | "分類" | "タグ" | "ラベル" | "categories"
        | "category" | "labels" | "groups" | "group" | "groupmembership" | "tags" => Text::Groups,
        "enishiid" => Text::Uid,
        "種別" | "kind" => Text::Kind,
        "言語" | "language" => Text::Language,
        "誕生日" | "生年月日" | "birthday" | "birthdate" | "dateofbirth" => Text::Birthday,
        "誕生年" | "birthyear" => Text::BirthYear,
        "誕生月" | "birthmonth" => Text::BirthMonth,
        "birthday(day)" => Text::BirthDay,
        _ => return None,
    })
}

/// Phones, mails, addresses of the net; `place` is what stood before (`work`, `home`, `other`).
fn reach(key: &str, place: &'static str) -> Option<Column> {
    let fax = match place {
        "work" => "work_fax",
        "home" => "home_fax",
        _ => "fax",
    };
    Some(match key {
        "電話"
        | "電話番号"
        | "tel"
        | "telno"
        | "telephone"
        | "telephonenumber"
        | "phone"
        | "phonenumber"
        | "phonevalue"
        | "連絡先"
        | "連絡先電話番号"
        | "通常の電話"
        | "primaryphone" => Column::Phone(place),
        "固定電話" => Column::Phone(place),
        "携帯"
        | "携帯電話"
        | "携帯番号"
        | "携帯電話番号"
        | "mobile"
        | "mobilephone"
        | "mobilenumber"
        | "cell"
        | "cellphone"
        | "cellphonenumber"
        | "スマートフォン" => Column::Phone("mobile"),
        "fax" | "faxno" | "faxnumber" | "fax番号" | "ファックス" | "ファックス番号" | "ファクス" | "ファクス番号" => {
            Column::Phone(fax)
        }
        "ポケットベル" | "ポケットベル番号" | "pager" | "pagernumber" => Column::Phone("pager"),
        "会社代表電話" | "代表電話" | "代表番号" | "代表電話番号" | "companymainphone" | "mainphone" => {
            Column::Phone("main")
        }
        "tel会社" => Column::Phone("work"),
        "tel部門" => Column::Phone("部門"),
        "tel直通" | "直通" | "直通電話" | "直通番号" => Column::Phone("直通"),
        "自動車電話" | "車載電話" | "carphone" => Column::Phone("自動車電話"),
        "コールバック" | "callback" => Column::Phone("コールバック"),
        "isdn" => Column::Phone("ISDN"),
        "無線電話" | "radiophone" => Column::Phone("無線電話"),
        "テレックス" | "telex" => Column::Phone("テレックス"),
        "ttytdd" | "ttytddphone" => Column::Phone("TTY/TDD"),
        "秘書の電話" | "assistantsphone" => Column::Phone("assistant"),
        "メール"
        | "メールアドレス"
        | "電子メール"
        | "電子メールアドレス"
        | "eメール"
        | "eメールアドレス"
        | "mail"
        | "mailaddress"
        | "email"
        | "emailaddress"
        | "emailvalue"
        | "primaryemail"
        | "secondaryemail"
        | "別のメールアドレス"
        | "アドレス(メール)"
        | "email(preferred)"
        | "email()"
        | "メールアドレス(優先)"
        | "メールアドレス()" => Column::Email(place),
        "携帯メール" | "携帯メールアドレス" => Column::Email("mobile"),
        "url"
        | "hp"
        | "ホームページ"
        | "ウェブサイト"
        | "webサイト"
        | "サイト"
        | "website"
        | "websitevalue"
        | "web"
        | "webpage"
        | "webページ"
        | "ウェブページ"
        | "homepage"
        | "ホームページアドレス" => Column::Url(place),
        "personalwebpage" => Column::Url("home"),
        "line" | "lineid" => Column::Id("line"),
        "lineworks" | "lineworksid" => Column::Id("line_works"),
        "skype" | "skypeid" => Column::Id("skype"),
        "imaddress" | "imid" | "imvalue" | "im" | "スクリーンネーム" | "screenname" => Column::Id(""),
        "記念日" | "anniversary" => Column::Date("anniversary"),
        "名刺交換日" | "名刺交換" => Column::Date("card_exchanged"),
        "配偶者" | "spouse" => Column::Relation("spouse"),
        "マネージャー" | "マネージャ" | "上司" | "manager" | "managersname" => Column::Relation("manager"),
        "秘書の氏名" | "秘書" | "アシスタントの名前" | "assistant" | "assistantsname" => {
            Column::Relation("assistant")
        }
        "子供" | "children" => Column::Relation("child"),
        "電子メールの種類" | "電子メール表示名" | "emailtype" | "emaildisplayname" => Column::Ignore,
        _ => return None,
    })
}

fn address_part(key: &str) -> Option<Part> {
    Some(match key {
        "住所" | "住所1" | "address" | "address1" | "addressformatted" | "所在地" | "住所(全体)" | "住所全体" => {
            Part::Whole
        }
        "郵便番号" | "〒" | "郵便" | "postalcode" | "zipcode" | "zip" | "postcode" | "addresspostalcode"
        | "addresszipcode" | "住所郵便番号" => Part::Postal,
        "都道府県"
        | "県"
        | "住所(都道府県)"
        | "state"
        | "region"
        | "province"
        | "stateprovince"
        | "addressregion"
        | "addressstate"
        | "住所都道府県" => Part::Region,
        "市区町村"
        | "市町村"
        | "市区郡"
        | "市"
        | "市区"
        | "住所(市区町村)"
        | "city"
        | "addresscity"
        | "住所市"
        | "住所市区町村" => Part::City,
        "番地" | "町名番地" | "町域番地" | "町名" | "町域" | "番地等" | "丁目番地" | "住所(番地等)" | "住所(番地)"
        | "street" | "streetaddress" | "addressstreet" | "住所町名番地" | "住所番地" => Part::Street,
        "建物"
        | "建物名"
        | "ビル名"
        | "ビル"
        | "マンション名"
        | "住所(建物名)"
        | "住所2"
        | "番地2"
        | "address2"
        | "street2"
        | "addressline2"
        | "addressextendedaddress"
        | "住所建物"
        | "建物名部屋番号" => Part::Building,
        "住所3" | "address3" | "street3" => Part::Third,
        "国" | "国名" | "国地域" | "国または地域" | "country" | "countryregion" | "addresscountry" | "住所国" => {
            Part::Country
        }
        "私書箱" | "住所私書箱" | "pobox" | "postofficebox" | "addresspobox" | "addresspostofficebox" => {
            Part::Box
        }
        _ => return None,
    })
}

/// A header that says where: `番地 (会社)`, `自宅電話`, `Business City`, `勤務先の郵便番号`.
fn placed(key: &str) -> Option<Column> {
    const INSIDE: [(&str, &str); 7] = [
        ("(会社)", "work"),
        ("(勤務先)", "work"),
        ("(会社欄)", "work"),
        ("(自宅)", "home"),
        ("(自宅欄)", "home"),
        ("(その他)", "other"),
        ("(個人)", "home"),
    ];
    const BEFORE: [(&str, &str); 19] = [
        ("会社の", "work"),
        ("会社", "work"),
        ("勤務先の", "work"),
        ("勤務先", "work"),
        ("職場の", "work"),
        ("職場", "work"),
        ("オフィスの", "work"),
        ("オフィス", "work"),
        ("ビジネス", "work"),
        ("個人の", "home"),
        ("個人", "home"),
        ("自宅の", "home"),
        ("自宅", "home"),
        ("その他の", "other"),
        ("その他", "other"),
        ("business", "work"),
        ("work", "work"),
        ("home", "home"),
        ("other", "other"),
    ];
    let inside =
        INSIDE.iter().find(|(mark, _)| key.contains(mark)).map(|(mark, place)| (key.replacen(mark, "", 1), *place));
    let composite = inside.as_ref().and_then(|(base, place)| {
        // はがきデザインキット: 郵便番号(自宅欄), 自宅住所(都道府県)
        at_place(base, place)
            .or_else(|| at_place(base.strip_prefix("自宅").or_else(|| base.strip_prefix("会社"))?, place))
    });
    composite.or_else(|| BEFORE.iter().find_map(|(before, place)| at_place(key.strip_prefix(before)?, place)))
}

fn at_place(base: &str, place: &'static str) -> Option<Column> {
    reach(base, place).or_else(|| address_part(base).map(|part| Column::Address(place, part)))
}

/// Columns of numbered blocks: Google's `Phone 1 - Type`, our own `電話1 種類`.
fn numbered(base: &str) -> Option<Column> {
    Some(match base {
        "phonetype" | "phonelabel" | "電話種類" => Column::LabelOf(Block::Phone),
        "emailtype" | "emaillabel" | "メール種類" | "電子メールの種類" => Column::LabelOf(Block::Email),
        "電子メール表示名" | "emaildisplayname" => Column::Ignore,
        "websitetype" | "websitelabel" | "url種類" => Column::LabelOf(Block::Url),
        "imtype" | "imlabel" => Column::LabelOf(Block::Id),
        "imservice" | "id種類" => Column::Service,
        "id" => Column::Id(""),
        "addresstype" | "addresslabel" | "住所種類" => Column::LabelOf(Block::Address),
        "eventtype" | "eventlabel" | "日付種類" => Column::LabelOf(Block::Date),
        "eventvalue" | "日付" => Column::Date(""),
        "relationtype" | "relationlabel" | "関係種類" => Column::LabelOf(Block::Relation),
        "relationvalue" | "関係" => Column::Relation(""),
        "customfieldtype" | "customfieldlabel" | "項目名前" => Column::LabelOf(Block::Custom),
        "customfieldvalue" | "項目" => Column::Custom,
        "organizationtype" => Column::Ignore,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, column_wanted: Column, number: u32) {
        assert_eq!(column(&key(header)), Some((column_wanted, number)), "{header}");
    }

    #[test]
    fn headers_are_known_in_every_width_case_and_spacing() {
        check("ﾒｰﾙｱﾄﾞﾚｽ", Column::Email(""), 0);
        check(" E-Mail  Address ", Column::Email(""), 0);
        check("勤務先ファックス  ", Column::Phone("work_fax"), 0);
        check("【住所】", Column::Address("", Part::Whole), 0);
        check("ＴＥＬ", Column::Phone(""), 0);
        check("電話番号１", Column::Phone(""), 1);
    }

    #[test]
    fn outlooks_places_are_told_apart() {
        check("番地 (会社)", Column::Address("work", Part::Street), 0);
        check("住所 2 (自宅)", Column::Address("home", Part::Building), 0);
        check("国 (会社)/地域", Column::Address("work", Part::Country), 0);
        check("Business Country/Region", Column::Address("work", Part::Country), 0);
        check("Other Street 3", Column::Address("other", Part::Third), 0);
        check("自宅住所私書箱", Column::Address("home", Part::Box), 0);
        check("会社電話 2", Column::Phone("work"), 2);
        check("電子メール 2 アドレス", Column::Email(""), 2);
        check("会社名フリガナ", Column::Text(Text::CompanyReading), 0);
        check("その他の FAX", Column::Phone("fax"), 0);
    }

    #[test]
    fn numbered_blocks_of_google_and_ours_are_known() {
        check("Phone 2 - Value", Column::Phone(""), 2);
        check("Phone 2 - Label", Column::LabelOf(Block::Phone), 2);
        check("Address 1 - Extended Address", Column::Address("", Part::Building), 1);
        check("Organization 1 - Yomi Name", Column::Text(Text::CompanyReading), 1);
        check("電話1 種類", Column::LabelOf(Block::Phone), 1);
        check("住所2 町名・番地", Column::Address("", Part::Street), 2);
        assert_eq!(column(&key("Organization 2 - Name")), None);
    }

    #[test]
    fn what_is_no_header_is_none() {
        for text in ["", "山田", "太郎", "090-1234-5678", "送受履歴", "血液型", "0", "1"] {
            assert_eq!(column(&key(text)), None, "{text}");
        }
    }
}
