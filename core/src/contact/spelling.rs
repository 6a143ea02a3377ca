//! Another spelling of the same: legal forms written out, readings in hiragana.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Short legal forms and what they stand for. `(合)` is left out: 合同, 合資 or 合名.
const SHORT_FORMS: [(&str, &str); 20] = [
    ("㈱", "株式会社"),
    ("㍿", "株式会社"),
    ("㈲", "有限会社"),
    ("㈳", "社団法人"),
    ("㈶", "財団法人"),
    ("㈻", "学校法人"),
    ("(株)", "株式会社"),
    ("(有)", "有限会社"),
    ("(同)", "合同会社"),
    ("(資)", "合資会社"),
    ("(名)", "合名会社"),
    ("(社)", "社団法人"),
    ("(財)", "財団法人"),
    ("(医)", "医療法人"),
    ("(学)", "学校法人"),
    ("(福)", "社会福祉法人"),
    ("(一社)", "一般社団法人"),
    ("(一財)", "一般財団法人"),
    ("(公社)", "公益社団法人"),
    ("(公財)", "公益財団法人"),
];

/// A company's name with its legal form written out: ㈱, (株) → 株式会社, ㈲ → 有限会社 … Marks of one character anywhere, those in
/// brackets at either end of the name or before a gap.
pub fn with_legal_form(company: &str) -> String {
    let mut out = company.trim().to_owned();
    for (short, long) in SHORT_FORMS {
        if short.starts_with('(') {
            let wide = short.replace('(', "（").replace(')', "）");
            out = with_form(&with_form(&out, short, long), &wide, long);
        } else {
            out = out.replace(short, long);
        }
    }
    out
}

fn with_form(name: &str, short: &str, long: &str) -> String {
    if let Some(rest) = name.strip_prefix(short) {
        return format!("{long}{}", rest.trim_start());
    }
    if let Some(rest) = name.strip_suffix(short) {
        return format!("{}{long}", rest.trim_end());
    }
    for gap in [' ', '\u{3000}'] {
        if let Some((before, behind)) = name.split_once(&format!("{short}{gap}")) {
            return format!("{before}{long}{gap}{behind}");
        }
    }
    name.to_owned()
}

/// A reading with its katakana of either width as hiragana; everything else stands as it is, and so do ー and the sounds that
/// hiragana doesn't have (ヷ).
pub fn hiragana(reading: &str) -> String {
    let narrow = |ch: char| matches!(ch, '\u{ff66}'..='\u{ff9f}');
    let mut wide = String::with_capacity(reading.len());
    let mut rest = reading;
    while let Some(from) = rest.find(narrow) {
        let (before, behind) = rest.split_at(from);
        let end = behind.find(|ch| !narrow(ch)).unwrap_or(behind.len());
        let (run, after) = behind.split_at(end);
        wide.push_str(before);
        wide.push_str(&ComposingNormalizerBorrowed::new_nfkc().normalize(run));
        rest = after;
    }
    wide.push_str(rest);
    let soft = |ch: char| match ch {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(ch) - 0x60).unwrap_or(ch),
        other => other,
    };
    wide.chars().map(soft).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_legal_forms_are_written_out_where_they_stand() {
        for (short, long) in [
            ("㈱高砂製作所", "株式会社高砂製作所"),
            ("高砂㈱大阪支店", "高砂株式会社大阪支店"),
            ("(有)渡邊箔押", "有限会社渡邊箔押"),
            ("（株） 高砂", "株式会社高砂"),
            ("渡邊箔押（有）", "渡邊箔押有限会社"),
            ("高砂(株) 大阪支店", "高砂株式会社 大阪支店"),
            ("(一社)日本縁協会", "一般社団法人日本縁協会"),
            ("(合)高砂", "(合)高砂"),
            ("高砂(名)簿", "高砂(名)簿"),
            ("株式会社高砂", "株式会社高砂"),
            ("Takasago Inc.", "Takasago Inc."),
        ] {
            assert_eq!(with_legal_form(short), long);
            assert_eq!(with_legal_form(long), long, "written out once, it stays");
        }
    }

    #[test]
    fn readings_in_katakana_of_either_width_become_hiragana() {
        for (reading, hira) in [
            ("ﾀｶｻｺﾞ ｼｭﾝｽｹ", "たかさご しゅんすけ"),
            ("ﾊﾟﾝ", "ぱん"),
            ("ワタナベ　マナブ", "わたなべ　まなぶ"),
            ("スミス・ヴァン", "すみす・ゔぁん"),
            ("おおえ", "おおえ"),
            ("オーエ", "おーえ"),
            ("Oe", "Oe"),
        ] {
            assert_eq!(super::hiragana(reading), hira);
        }
    }
}
