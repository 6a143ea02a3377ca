//! A user's first day, from the empty book to the second start, with the keyboard and with Japanese text.

mod backups;
mod lock;

use enishi_core::book::{Access, Book, CodeFile, InviteCodeKind, InviteFilter, List, Sort};
use enishi_core::contact::edit::Edit;
use enishi_core::invite::message::Language;
use enishi_core::invite::{Expiry, InviteState};
use enishi_tests::people::{self, TAKAHASHI, TANAKA, WATANABE};
use enishi_tests::place::Place;
use enishi_tests::window::Window;
use fantoccini::elements::Element;
use fantoccini::key::Key;

/// A letter outside the basic plane, as in the name of many shops: 𠮷 with the longer lower line.
const NEW_GIVEN_NAME: &str = "由美子𠮷";

#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_from_the_empty_book_to_the_second_start() {
    let place = Place::new();
    let window = Window::open(&place, "ja").await;
    imports(&place, &window).await;
    finds(&window).await;
    edits(&window).await;
    deletes_and_brings_back(&window).await;
    window.quit().await;

    let again = Window::open(&place, "ja").await;
    again.shows(&TANAKA.name()).await;
    again.shows(&WATANABE.name()).await;
    again.shows(NEW_GIVEN_NAME).await;
    again.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_switches_at_once_and_is_remembered() {
    let place = Place::new();
    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("start_title")).await;
    press(&window.find("English", "//label[normalize-space(.)='English']").await).await;
    let english = Window::words_of("en");
    window.shows(english["start_title"].as_str().expect("a plain message")).await;
    // At once: what was set a moment before is remembered too.
    window.quit().await;

    let again = Window::open(&place, "ja").await;
    again.shows(english["start_title"].as_str().expect("a plain message")).await;
    again.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_held_by_another_program_is_told_and_can_be_tried_again() {
    let place = Place::new();
    let held = place.open();
    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("problem_open_elsewhere_title")).await;
    drop(held);
    window.click(&window.word("problem_again")).await;
    window.shows(&window.word("start_title")).await;
    window.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_is_merged_and_brought_back_and_two_people_stay_two() {
    let place = Place::new();
    let again = [("田中", "Tanaka"), ("健一", "Kenichi"), ("渡邊", "渡辺")];
    let twice = again.iter().fold(people::vcards(), |cards, (old, new)| cards.replace(old, new));
    let file = place.file("二度目.vcf", people::vcards() + &twice);
    let book = place.open();
    book.import(&[file], &Default::default(), &mut |_| std::ops::ControlFlow::Continue(())).expect("imported");
    assert_eq!(book.duplicates().expect("an answer").len(), people::EVERYBODY.len());
    drop(book);
    let place_of = |at: u32, total: u32| format!("{total}組のうち{at}組目");

    let window = Window::open(&place, "ja").await;
    go_to(&window, "sidebar_duplicates").await;
    window.shows(&place_of(1, 4)).await;
    press(&window.find("the pair", "//*[@role='row'][@aria-selected='false'][contains(., 'Kenichi')]").await).await;
    window.find("the comparison", "//*[@role='table']//*[contains(., 'Kenichi')]").await;
    window.click(&window.word("duplicates_merge")).await;
    window.until("the pair is gone", |text| text.contains("3組のうち") && !text.contains("Kenichi")).await;
    window.click(&window.word("common_undo")).await;
    window.until("the pair is back", |text| text.contains("4組のうち")).await;
    press(&window.find("the pair", "//*[@role='row'][@aria-selected='false'][contains(., 'Kenichi')]").await).await;
    window.find("the comparison", "//*[@role='table']//*[contains(., 'Kenichi')]").await;
    window.click(&window.word("duplicates_different")).await;
    window.until("the pair is gone", |text| text.contains("3組のうち") && !text.contains("Kenichi")).await;
    window.quit().await;

    let window = Window::open(&place, "ja").await;
    go_to(&window, "sidebar_duplicates").await;
    window.shows(&place_of(1, 3)).await;
    window.shows_not("Kenichi").await;
    window.quit().await;
    let book = place.open();
    assert_eq!(book.different().expect("pairs").len(), 1);
    assert_eq!(book.counts().expect("counts").all as usize, 2 * people::EVERYBODY.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_card_becomes_a_code_that_is_read_back_compared_and_added() {
    let place = Place::new();
    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("start_title")).await;

    // The own card is made at its first use.
    go_by_key(&window, "k").await;
    for (label, text) in
        [("姓", "西村"), ("名", "暁子"), ("せい", "にしむら"), ("めい", "あきこ"), ("携帯", "090-4412-7730")]
    {
        let field = format!("//label[normalize-space(.)='{label}']//input");
        window.fill(&window.find("a field of the own card", &field).await, text).await;
    }
    window.press(Key::Enter).await;
    window.shows(&window.word("code_checked")).await;
    window.shows(&window.word("code_missing_edit")).await;

    let picture = place.folder().join("名刺.png");
    window.pick(&picture);
    window.click(&window.word("code_save_png")).await;
    let size = "//*[@role='menuitem'][contains(., '1600')]";
    press(&window.find("the size", size).await).await;
    window.shows("名刺.png").await;
    assert!(picture.exists(), "the picture was saved");
    let copy = format!("//dialog//button[contains(., '{}')]", window.word("code_copy"));
    press(&window.find("the button that copies", &copy).await).await;
    window.shows(&window.word("code_copied")).await;
    press(&window.find("the way out", "//dialog//header//button").await).await;

    // What was copied is pasted into the window: the one it is about is there already.
    let there = window.word("reading_card_title_there");
    let there = there.split_once('}').map_or(there.as_str(), |(_, rest)| rest);
    let paste = format!("{}v", char::from(Key::Control));
    window.find("the page", "//body").await.send_keys(&paste).await.expect("the page takes keys");
    window.shows(there).await;
    window.press(Key::Escape).await;
    window.shows_not(there).await;

    // The same picture is read out of its file.
    window.pick(&picture);
    go_by_key(&window, "o").await;
    window.shows(&window.word("reading_title")).await;
    let choose = format!("//dialog//button[contains(., '{}')]", window.word("reading_pictures"));
    press(&window.find("the choice of pictures", &choose).await).await;
    window.shows(there).await;
    window.click(&window.word("reading_add_other")).await;
    let open = "return document.querySelector('dialog[open]') !== null";
    window.until_script("the question is answered", open, |value| value == false).await;

    let rows =
        "return [...document.querySelectorAll('[role=option]')].filter((row) => row.innerText.includes('西村')).length";
    window.until_script("both stand in the list", rows, |value| value == 2).await;
    window.quit().await;

    let book = place.open();
    let counts = book.counts().expect("counts");
    assert_eq!((counts.all, counts.own.is_some()), (2, true));
    let added = book.list(List::All, Sort::Newest, 0, 1).expect("a list").rows.remove(0);
    let added = book.contact(added.id).expect("the one that was read");
    assert_eq!((added.family_reading.as_str(), added.origin.from.as_str(), added.own), ("にしむら", "名刺.png", false));
}

/// A book with an own card, and nothing else.
fn with_own(family: &str, given: &str, company: &str, mail: &str) -> Place {
    let place = Place::new();
    let edit = |field: &str, value: &str| Edit { field: field.to_owned(), value: value.to_owned() };
    let edits = [
        edit("family_name", family),
        edit("given_name", given),
        edit("company", company),
        edit("emails[+work]", mail),
        edit("own", "true"),
    ];
    place.open().add(&edits).expect("an own card");
    place
}

/// The book with the clock of the window.
fn open_now(place: &Place) -> Book {
    let access = Access::Write { wait: std::time::Duration::from_secs(5) };
    Book::open(&place.book(), enishi_app::app::system_edge(), access).expect("the book opens")
}

/// The newest invite's link, line or the like, as the window has it.
async fn newest_invite(window: &Window, what: &str) -> String {
    let script = "const call = window.__TAURI_INTERNALS__.invoke; \
        const filter = { state: null, kind: null, batch: null, contact: null, service: null, query: '' }; \
        return call('invites', { filter, offset: 0, limit: 1 }) \
          .then(({ rows }) => rows.length === 0 ? null : call('invite', { id: rows[0].id }))";
    window.until_script("an invite is there", script, |view| !view.is_null()).await;
    window.run(script).await.expect("the page answers")[what].as_str().expect("a text").to_owned()
}

/// Pastes a text that another program copied.
async fn paste(window: &Window, place: &Place, text: &str) {
    std::fs::write(place.folder().join("clipboard/text"), text).expect("the clipboard");
    let paste = format!("{}v", char::from(Key::Control));
    window.find("the page", "//body").await.send_keys(&paste).await.expect("the page takes keys");
}

/// A sentence with the name in it.
fn of(window: &Window, key: &str, name: &str) -> String {
    window.word(key).replace("{name}", name)
}

async fn answer_with(window: &Window, key: &str) {
    let button = format!("//dialog//button[contains(., '{}')]", window.word(key));
    press(&window.find("the answer", &button).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_books_exchange_cards_and_the_later_card_is_seen_and_a_forged_one_warns() {
    let here = with_own("山田", "太郎", "縁商店株式会社", "yamada@enishi.example.jp");
    let there = with_own("高橋", "花子", "青葉設計", "takahashi@aoba.example.jp");
    for place in [&here, &there] {
        std::fs::create_dir(place.folder().join("clipboard")).expect("a clipboard");
    }

    // An invite for nobody in particular, made in the window.
    let mine = Window::open(&here, "ja").await;
    go_to(&mine, "sidebar_invites").await;
    mine.click(&mine.word("invite_new")).await;
    let enishi = format!("//dialog//label[contains(., '{}')]", mine.word("invite_enishi"));
    press(&mine.find("the tick", &enishi).await).await;
    answer_with(&mine, "invite_make").await;
    mine.shows(&mine.word("invite_made_anybody")).await;
    let link = newest_invite(&mine, "link").await;
    mine.quit().await;

    // Opened by its link, which starts the app at the question.
    let theirs = Window::open_with(&there, "ja", &[&link]).await;
    theirs.shows(&of(&theirs, "reading_invite_title_new", "山田 太郎さん")).await;
    answer_with(&theirs, "reading_invite_add").await;
    theirs.shows(&of(&theirs, "reading_invite_done_new", "山田 太郎さん")).await;
    answer_with(&theirs, "reading_invite_return").await;
    let line = newest_invite(&theirs, "line").await;
    // The same link once more reaches the app that runs: it was taken.
    theirs.start_again(&[&link]);
    theirs.shows(&theirs.word("reading_invite_title_used")).await;
    theirs.press(Key::Escape).await;

    // Answered by a line of text, pasted.
    let mine = Window::open(&here, "ja").await;
    mine.shows("太郎").await;
    paste(&mine, &here, &format!("山田様\n> {line}\n高橋")).await;
    mine.shows(&of(&mine, "reading_invite_title_new", "高橋 花子さん")).await;
    answer_with(&mine, "reading_invite_add").await;
    mine.shows(&of(&mine, "reading_invite_done_new", "高橋 花子さん")).await;
    mine.quit().await;

    // The card changes, and travels as a picture.
    let picture = {
        let book = open_now(&here);
        let states = book.invites(&InviteFilter::default(), 0, 9).expect("the register").rows;
        assert_eq!(states.iter().map(|row| row.state).collect::<Vec<_>>(), [InviteState::Accepted]);
        let own = book.counts().expect("counts").own.expect("an own card");
        let company = Edit { field: "company".to_owned(), value: "縁商会株式会社".to_owned() };
        book.edit(own, &[company]).expect("another name");
        let later = book.new_invites(&[], Expiry::Week, true).expect("an invite").ids[0];
        let file = CodeFile::Png { side_px: 900 };
        let png = book.invite_code_file(later, InviteCodeKind::Enishi, file).expect("a picture");
        there.file("招待.png", png)
    };
    theirs.pick(&picture);
    go_by_key(&theirs, "o").await;
    answer_with(&theirs, "reading_pictures").await;
    theirs.shows(&of(&theirs, "reading_invite_title_update", "山田 太郎さん")).await;
    theirs.shows("縁商店株式会社").await;
    theirs.shows("縁商会株式会社").await;
    answer_with(&theirs, "reading_invite_take_newer").await;
    theirs.shows(&of(&theirs, "reading_invite_done_update", "山田 太郎さん")).await;
    theirs.press(Key::Escape).await;

    // Somebody else signs with the same name and address.
    let forger = with_own("山田", "太郎", "縁商会株式会社", "yamada@enishi.example.jp");
    let forged = {
        let book = open_now(&forger);
        let id = book.new_invites(&[], Expiry::Week, true).expect("an invite").ids[0];
        book.invite(id, Language::Ja).expect("there").line
    };
    paste(&theirs, &there, &forged).await;
    theirs.shows(&of(&theirs, "reading_invite_title_key", "山田 太郎さん")).await;
    theirs.press(Key::Escape).await;
    theirs.quit().await;

    let book = there.open();
    let partner = book.list(List::Partners, Sort::Newest, 0, 9).expect("a list").rows;
    assert_eq!(partner.len(), 1, "nobody came in twice");
    let partner = book.contact(partner[0].id).expect("the partner");
    assert_eq!((partner.display_name.as_str(), partner.company.as_str()), ("山田 太郎", "縁商会株式会社"));
    assert!(partner.follows.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_walked_by_the_keyboard_alone_from_its_file_to_its_undo() {
    let table = "氏名,電話番号,メール\n高橋 実,03-1111-2222,minoru@@example.jp\n東野 昌平,03-9999-0000,\n";
    let place = Place::new();
    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("start_title")).await;
    window.pick(&place.file("名簿.csv", table));
    tab_to(&window, &window.word("start_import_do")).await;
    window.press(Key::Enter).await;
    window.shows("minoru@@example.jp").await;
    has_focus(&window, "the title has the focus in the second step", &window.word("import_title")).await;

    // Back to the first step, and once more.
    window.press(Key::Escape).await;
    window.shows(&window.word("import_choose_title")).await;
    window.pick(&place.file("名簿.csv", table));
    tab_to(&window, &window.word("import_choose")).await;
    window.press(Key::Enter).await;
    window.shows("minoru@@example.jp").await;

    // The proposal for the one problem, from its menu.
    tab_to(&window, &window.word("import_mend_as_is")).await;
    window.press(Key::Down).await;
    has_focus(&window, "the proposal stands first in the menu", "minoru@example.jp").await;
    window.press(Key::Enter).await;
    let taken = "return [...document.querySelectorAll('[data-taken]')].length";
    window.until_script("the proposal is taken", taken, |count| count == 1).await;

    let run = "return [...document.querySelectorAll('footer button')].at(-1)?.getAttribute('aria-disabled')";
    tab_to(&window, "2件を取り込む").await;
    window.until_script("the counting has ended", run, |disabled| disabled.is_null()).await;
    window.press(Key::Enter).await;
    window.find("the report", "//section[@aria-labelledby='import-title']//h2").await;
    has_focus(&window, "the report has the focus", "2").await;
    tab_to(&window, &window.word("import_undo")).await;
    window.press(Key::Enter).await;
    window.shows(&window.word("import_undone")).await;
    tab_to(&window, &window.word("common_close")).await;
    window.press(Key::Enter).await;
    window.shows_not(&window.word("import_undone")).await;
    window.quit().await;
    let book = place.open();
    assert_eq!(book.counts().expect("counts").all, 0, "the undo left nobody");
}

/// Goes on by Tab to the button that says this, where the focus must be seen.
async fn tab_to(window: &Window, words: &str) {
    for _ in 0..80 {
        let (said, seen) = focused(window).await;
        if said.contains(words) {
            assert!(seen, "the focus on {words} is seen");
            return;
        }
        window.press(Key::Tab).await;
    }
    panic!("Tab does not lead to {words}; the window says: {}", window.text().await);
}

async fn has_focus(window: &Window, what: &str, words: &str) {
    let script = "const at = document.activeElement; return at === document.body ? '' : at.textContent.trim()";
    window.until_script(what, script, |said| said.as_str().is_some_and(|said| said.contains(words))).await;
}

/// What the focused element says, and whether its focus is seen.
async fn focused(window: &Window) -> (String, bool) {
    let script = "const at = document.activeElement; \
                  return at === document.body ? ['', true] : [at.textContent.trim(), at.matches(':focus-visible')]";
    let told = window.run(script).await.expect("the page answers");
    (told[0].as_str().unwrap_or_default().to_owned(), told[1].as_bool().unwrap_or_default())
}

async fn imports(place: &Place, window: &Window) {
    window.shows(&window.word("start_title")).await;
    window.pick(&place.file("名刺 一覧.vcf", people::vcards()));
    window.click(&window.word("start_import_do")).await;
    window.shows("名刺 一覧.vcf").await;
    let run = "(//section[@aria-labelledby='import-title']//footer//button)[last()][not(@aria-disabled='true')]";
    window.until("the preview counts four", |text| text.contains('4')).await;
    press(&window.find("the button that imports", run).await).await;
    let heading = "//section[@aria-labelledby='import-title']//h2";
    window.find("the report", heading).await;
    let close = "(//section[@aria-labelledby='import-title']//footer//button)[last()]";
    press(&window.find("the button that leaves the report", close).await).await;
    for person in people::EVERYBODY {
        window.shows(&person.name()).await;
    }
}

async fn finds(window: &Window) {
    let search = window.find("the search field", "//*[@role='search']//input").await;
    for words in ["たなか", "tanaka", "ﾀﾅｶ", "0117"] {
        window.fill(&search, words).await;
        window.shows_not(&WATANABE.name()).await;
        window.shows(&TANAKA.name()).await;
    }
    window.fill(&search, "高橋").await;
    window.shows(&TAKAHASHI.name()).await;
    window.shows_not(&TANAKA.name()).await;
    window.fill(&search, "").await;
    window.shows(&WATANABE.name()).await;
}

async fn edits(window: &Window) {
    press(&row(window, &TAKAHASHI.name()).await).await;
    press(&window.find("the name to edit", "//button[@data-edit='name']").await).await;
    let label = window.word("field_given_name");
    let given = window.find("the given name", &format!("//label[normalize-space(.)='{label}']//input")).await;
    window.fill(&given, NEW_GIVEN_NAME).await;
    window.press(Key::Enter).await;
    window.find("the name as it was saved", "//button[@data-edit='name']").await;
    row(window, NEW_GIVEN_NAME).await;
}

async fn deletes_and_brings_back(window: &Window) {
    press(&row(window, &TANAKA.name()).await).await;
    let list = window.find("the list", "//*[@role='listbox']").await;
    list.send_keys(&String::from(char::from(Key::Delete))).await.expect("the list takes keys");
    gone(window, &TANAKA.name()).await;

    go_to(window, "sidebar_trash").await;
    let restore = window.word("trash_restore_of").replace("{name}", &TANAKA.name());
    window.click(&restore).await;
    window.shows(&window.word("trash_empty_title")).await;
    go_to(window, "sidebar_people").await;
    row(window, &TANAKA.name()).await;

    // Undo takes the restoring back, redo does it again.
    let list = window.find("the list", "//*[@role='listbox']").await;
    list.send_keys(&format!("{}z", char::from(Key::Control))).await.expect("the list takes keys");
    gone(window, &TANAKA.name()).await;
    let list = window.find("the list", "//*[@role='listbox']").await;
    list.send_keys(&format!("{}{}z", char::from(Key::Control), char::from(Key::Shift)))
        .await
        .expect("the list takes keys");
    row(window, &TANAKA.name()).await;
}

/// A command by its key, with Control and Shift.
async fn go_by_key(window: &Window, key: &str) {
    let body = window.find("the page", "//body").await;
    let keys = format!("{}{}{key}", char::from(Key::Control), char::from(Key::Shift));
    body.send_keys(&keys).await.expect("the page takes keys");
}

/// A place in the sidebar; its button says a number too.
async fn go_to(window: &Window, key: &str) {
    let button = format!("//nav//button[contains(., '{}')]", window.word(key));
    press(&window.find("the place in the sidebar", &button).await).await;
}

/// The field of the open dialog under this label.
async fn labelled(window: &Window, key: &str) -> Element {
    let label = window.word(key);
    let field = format!(
        "//dialog[@open]//input[@id=//label[normalize-space(.)='{label}']/@for or ancestor::label[contains(., '{label}')]]"
    );
    window.find(&label, &field).await
}

async fn row(window: &Window, name: &str) -> Element {
    window.find(&format!("the row of {name}"), &format!("//*[@role='option'][contains(., '{name}')]")).await
}

async fn gone(window: &Window, name: &str) {
    let count = format!(
        "return [...document.querySelectorAll('[role=option]')].filter((row) => row.innerText.includes('{name}')).length"
    );
    window.until_script(&format!("{name} is gone from the list"), &count, |value| value == 0).await;
}

async fn press(element: &Element) {
    element.click().await.expect("it can be clicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_seen_off_from_the_first_step_to_the_last() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("名刺.vcf", people::vcards());
    book.import(&[file], &Default::default(), &mut |_| std::ops::ControlFlow::Continue(())).expect("imported");
    let ids = book.ids(List::All, Sort::Reading, 0, u32::MAX).expect("ids");
    let named = |name: &str| ids.iter().copied().find(|id| book.contact(*id).expect("there").display_name == name);
    let leaver = named(&TANAKA.name()).expect("the leaver");
    let set = |field: &str, value: &str| Edit { field: field.to_owned(), value: value.to_owned() };
    let service = book.add_service(&[set("name", "公式アカウント")]).expect("a service").0;
    book.add_access(service, Some(leaver), &[set("role", "運用担当者")]).expect("a right");
    drop(book);

    let window = Window::open(&place, "ja").await;
    // A rule is broken, so the window opens at home.
    window.shows(&window.word("home_title")).await;
    go_by_key(&window, "l").await;
    press(&window.find("the template", "//dialog//button[contains(., 'スタッフの退職')]").await).await;
    let search = window.find("whom it is about", "//dialog//input[@role='combobox' or @type='search']").await;
    window.fill(&search, "たなか").await;
    press(&window.find("the leaver", &format!("//dialog//*[@role='option'][contains(., '{}')]", TANAKA.name())).await)
        .await;
    window.click(&window.word("template_start_do")).await;

    let today = "2026-01-0";
    at_step(&window, "dates").await;
    for (label, value) in
        [("最終出社日", format!("{today}5")), ("退職日", format!("{today}6")), ("後任", "渡邊".to_owned())]
    {
        let field = format!(
            "//*[@data-step='dates']//input[@id=//label[contains(., '{label}')]/@for or ../../label[contains(., '{label}')] or ancestor::label[contains(., '{label}')]]"
        );
        let field = window.find(label, &field).await;
        window.fill(&field, &value).await;
        field.send_keys(&String::from(char::from(Key::Tab))).await.expect("the field is left");
    }
    done(&window, "danger").await;
    press(&window.find("no danger", "(//*[@data-step='danger']//label[.//input[@type='radio']])[1]").await).await;
    done(&window, "backup").await;
    skip(&window, "contacts").await;
    press(
        &window
            .find(
                "nobody",
                &format!("//*[@data-step='contacts']//label[contains(., '{}')]", window.word("step_people_nobody")),
            )
            .await,
    )
    .await;
    done(&window, "handover").await;

    // In this order and in no other; the register follows.
    let to = window.find("who takes it over", "//*[@data-step='handover']//input[not(@type='checkbox')]").await;
    window.fill(&to, "渡邊 健").await;
    to.send_keys(&String::from(char::from(Key::Tab))).await.expect("the field is left");
    for word in ["step_right_granted", "step_right_checked", "step_right_removed"] {
        let button = format!(
            "//*[@data-step='handover']//button[contains(., '{}')][not(@aria-disabled='true')]",
            window.word(word)
        );
        press(&window.find(word, &button).await).await;
    }
    done(&window, "invites").await;
    for (step, next) in [("invites", "tell-partners"), ("forward", "devices"), ("devices", "close")] {
        if step == "forward" {
            skip(&window, "forward").await;
        }
        tick_all(&window, step).await;
        done(&window, next).await;
    }

    // The point of no return: the wrong name opens nothing.
    window.click(&window.word("run_cross")).await;
    let name = window.find("the name", "//dialog[@open]//input").await;
    window.fill(&name, "田中").await;
    let armed = format!("//dialog[@open]//button[contains(., '{}')]", window.word("run_ask_cross_yes"));
    let shut = window.find("the verb", &armed).await.attr("aria-disabled").await.expect("an attribute");
    assert_eq!(shut.as_deref(), Some("true"), "another name");
    window.fill(&name, &TANAKA.name()).await;
    press(&window.find("the verb, armed", &format!("{armed}[not(@aria-disabled='true')]")).await).await;
    tick_all(&window, "close").await;
    done(&window, "logins-fail").await;
    let word = window.word("run_prove_today");
    let left = format!(
        "return [...document.querySelectorAll('[data-step=logins-fail] li button')].filter((it) => it.innerText.trim() === '{word}').length"
    );
    while window.run(&left).await.expect("the page answers") != 0 {
        let before = window.run(&left).await.expect("the page answers");
        let seen = format!("//*[@data-step='logins-fail']//li//button[normalize-space(.)='{word}']");
        press(&window.find("seen today", &seen).await).await;
        window.until_script("one less", &left, |now| *now != before).await;
    }
    done(&window, "retention").await;
    done(&window, "closing").await;
    tick_all(&window, "closing").await;
    finish(&window, "the end").await;
    window
        .until_script("it is over", "return document.querySelector('[data-act=finish]') === null", |value| {
            value == true
        })
        .await;
    window.quit().await;

    let book = place.open();
    let run = book.runs().expect("runs").remove(0);
    assert_eq!((run.ended, run.done), (true, run.total));
    let held = book.service(service).expect("the service").held;
    let left: Vec<_> = held.iter().map(|held| (held.person.as_str(), held.access.role.as_str())).collect();
    assert_eq!(left, [("渡邊 健", "運用担当者")]);
}

async fn at_step(window: &Window, step: &str) {
    let script = "return document.querySelector('[data-step]')?.dataset.step ?? ''";
    window.until_script(&format!("the step {step}"), script, |value| value == step).await;
}

/// Done by its key; then the next one shows.
async fn done(window: &Window, next: &str) {
    finish(window, next).await;
    at_step(window, next).await;
}

/// The key that ends a step, as soon as its gate is open: what was ticked a moment ago is saved first.
async fn finish(window: &Window, before: &str) {
    let open = "(//*[@data-act='finish' or @data-act='next'])[not(@aria-disabled='true')]";
    window.find(&format!("an open gate before {before}"), open).await;
    let keys = format!("{}{}", char::from(Key::Control), char::from(Key::Enter));
    window.find("the page", "//body").await.send_keys(&keys).await.expect("the page takes keys");
}

async fn skip(window: &Window, next: &str) {
    window.click(&window.word("run_skip")).await;
    let reason = window.find("the reason", "//dialog[@open]//input").await;
    window.fill(&reason, "この人だけのものはない").await;
    reason.send_keys(&String::from(char::from(Key::Enter))).await.expect("the dialog takes keys");
    window
        .until_script("the dialog closes", "return document.querySelector('dialog[open]') !== null", |value| {
            value == false
        })
        .await;
    let go_on = "return document.querySelector('[data-step]')?.dataset.step";
    let at = window.run(go_on).await.expect("the page answers");
    if at != next {
        window
            .find("the page", "//body")
            .await
            .send_keys(&format!("{}{}", char::from(Key::Alt), char::from(Key::Down)))
            .await
            .expect("keys");
    }
    at_step(window, next).await;
}

async fn tick_all(window: &Window, step: &str) {
    at_step(window, step).await;
    let left = format!(
        "return document.querySelectorAll('[data-step={step}] input[type=checkbox]:not(:checked):not(:disabled)').length"
    );
    window.until_script("its points can be ticked", &left, |value| value.as_u64().is_some_and(|left| left > 0)).await;
    let boxes = window.run(&left).await.expect("the page answers").as_u64().expect("a number");
    for _ in 0..boxes {
        let script = format!("document.querySelector('[data-step={step}] input[type=checkbox]:not(:checked)').click()");
        window.run(&script).await.expect("ticked");
    }
}
