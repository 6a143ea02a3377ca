//! A passphrase on the book: set in the settings, asked for at the next start and after locking, and nothing readable on the disk.

use enishi_core::archive::Passphrase;
use enishi_core::book::{guard_of, unlock};
use enishi_tests::people::{self, TANAKA};
use enishi_tests::place::{Place, edge};
use enishi_tests::window::Window;
use fantoccini::key::Key;

use super::{go_to, labelled, row};

const PHRASE: &str = "さくらの木の下で";

#[tokio::test(flavor = "multi_thread")]
async fn a_book_with_a_passphrase_opens_only_with_it_or_the_key_on_paper() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("名刺.vcf", people::vcards());
    book.import(&[file], &Default::default(), &mut |_| std::ops::ControlFlow::Continue(())).expect("imported");
    drop(book);

    let window = Window::open(&place, "ja").await;
    row(&window, &TANAKA.name()).await;
    go_to(&window, "settings_title").await;
    window.click(&window.word("lock_set")).await;
    for label in ["passphrase_first", "passphrase_again"] {
        let field = labelled(&window, label).await;
        window.fill(&field, PHRASE).await;
    }
    window.press(Key::Enter).await;
    window.shows(&window.word("lock_key_title")).await;
    let shown = window.run("return document.querySelector('dialog[open] .key').innerText").await.expect("shown");
    let paper: String = shown.as_str().expect("a text").chars().filter(char::is_ascii_alphanumeric).collect();
    assert_eq!(paper.len(), 28, "{paper}");
    window.click(&window.word("lock_next")).await;
    window.shows(&window.word("lock_prove_title")).await;
    let field = labelled(&window, "lock_prove_label").await;
    window.fill(&field, &paper[24..].to_lowercase()).await;
    window.press(Key::Enter).await;
    window.shows(&window.word("lock_done_set_title")).await;
    window.press(Key::Escape).await;
    go_to(&window, "sidebar_people").await;
    row(&window, &TANAKA.name()).await;
    window.quit().await;

    assert!(guard_of(&place.book(), &edge()).expect("looked at").is_some());
    let bytes = std::fs::read(place.book()).expect("the file");
    let name = TANAKA.name();
    assert!(!bytes.windows(name.len()).any(|it| it == name.as_bytes()), "nobody's name stands in it");
    let typed = Passphrase::new(&paper).expect("typed");
    assert!(unlock(&place.book(), &edge(), &typed).expect("the key on paper opens it").with_recovery);

    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("lock_title")).await;
    window.shows_not(&TANAKA.name()).await;
    unlock_with(&window, "ちがう合言葉です").await;
    window.shows(&window.word("lock_wrong")).await;
    unlock_with(&window, PHRASE).await;
    row(&window, &TANAKA.name()).await;
    let press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true, bubbles: true }))";
    window.run(press).await.expect("pressed");
    window.shows(&window.word("lock_title")).await;
    window.shows_not(&TANAKA.name()).await;
    unlock_with(&window, &paper).await;
    window.shows(&window.word("lock_renew_title")).await;
    window.press(Key::Escape).await;
    row(&window, &TANAKA.name()).await;
    window.quit().await;
}

async fn unlock_with(window: &Window, typed: &str) {
    let field = window.find("the field", "//main//input[@type='password']").await;
    window.fill(&field, typed).await;
    window.press(Key::Enter).await;
}
