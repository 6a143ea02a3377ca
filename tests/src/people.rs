//! The people of the suites, by name, so that a failing test reads like a story. None of them exists.

/// One of them, as a vCard would say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    pub family: &'static str,
    pub given: &'static str,
    pub family_reading: &'static str,
    pub given_reading: &'static str,
    pub company: &'static str,
    pub phone: &'static str,
    pub mail: &'static str,
}

/// Found as 高橋 too: the ladder form of 高.
pub const TAKAHASHI: Person = Person {
    family: "髙橋",
    given: "由美子",
    family_reading: "たかはし",
    given_reading: "ゆみこ",
    company: "株式会社みなと印刷",
    phone: "03-5550-0142",
    mail: "y.takahashi@minato.example.jp",
};

pub const TANAKA: Person = Person {
    family: "田中",
    given: "健一",
    family_reading: "たなか",
    given_reading: "けんいち",
    company: "田中工務店",
    phone: "090-5550-0117",
    mail: "kenichi@tanaka-koumuten.example.jp",
};

pub const WATANABE: Person = Person {
    family: "渡邊",
    given: "さくら",
    family_reading: "わたなべ",
    given_reading: "さくら",
    company: "",
    phone: "080-5550-0199",
    mail: "sakura@example.jp",
};

pub const SMITH: Person = Person {
    family: "Smith",
    given: "Jane",
    family_reading: "",
    given_reading: "",
    company: "Harbour Design Ltd.",
    phone: "+44 20 7946 0018",
    mail: "jane@harbour.example.com",
};

pub const EVERYBODY: [Person; 4] = [TAKAHASHI, TANAKA, WATANABE, SMITH];

impl Person {
    /// As a list shows them: family name first in Japanese, given name first in Latin letters.
    pub fn name(&self) -> String {
        if self.family.is_ascii() {
            format!("{} {}", self.given, self.family)
        } else {
            format!("{} {}", self.family, self.given)
        }
    }

    pub fn vcard(&self) -> String {
        let mut card =
            format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:{};{};;;\r\nFN:{}\r\n", self.family, self.given, self.name());
        if !self.family_reading.is_empty() {
            card += &format!(
                "X-PHONETIC-LAST-NAME:{}\r\nX-PHONETIC-FIRST-NAME:{}\r\n",
                self.family_reading, self.given_reading
            );
        }
        if !self.company.is_empty() {
            card += &format!("ORG:{}\r\n", self.company);
        }
        card + &format!("TEL;TYPE=WORK:{}\r\nEMAIL:{}\r\nEND:VCARD\r\n", self.phone, self.mail)
    }
}

/// All of them in one file.
pub fn vcards() -> String {
    EVERYBODY.iter().map(Person::vcard).collect()
}
