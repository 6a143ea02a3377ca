//! A book moves: into one sealed file, and out of it again, over a book that lost somebody and over one that is damaged.

use enishi_core::book::{List, Sort};
use enishi_tests::people::{self, TANAKA};
use enishi_tests::place::Place;
use enishi_tests::window::Window;
use fantoccini::key::Key;

use super::{go_to, gone, labelled, press, row};

const PHRASE: &str = "さくらの木の下で";

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_archive_brings_back_who_was_lost_and_a_damaged_book() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("名刺.vcf", people::vcards());
    book.import(&[file], &Default::default(), &mut |_| std::ops::ControlFlow::Continue(())).expect("imported");
    drop(book);
    let archive = place.folder().join("引っ越し.enishi");

    let window = Window::open(&place, "ja").await;
    row(&window, &TANAKA.name()).await;
    go_to(&window, "sidebar_backups").await;
    window.click(&window.word("backups_archive")).await;
    for label in ["passphrase_first", "passphrase_again"] {
        let field = labelled(&window, label).await;
        window.fill(&field, PHRASE).await;
    }
    window.pick(&archive);
    window.click(&window.word("backups_archive_make")).await;
    window.shows(&window.word("backups_archive_proved")).await;
    window.press(Key::Escape).await;
    assert!(std::fs::read(&archive).expect("written").starts_with(b"age-encryption.org/v1"), "sealed");

    go_to(&window, "sidebar_people").await;
    press(&row(&window, &TANAKA.name()).await).await;
    let list = window.find("the list", "//*[@role='listbox']").await;
    list.send_keys(&String::from(char::from(Key::Delete))).await.expect("the list takes keys");
    gone(&window, &TANAKA.name()).await;

    go_to(&window, "sidebar_backups").await;
    window.click(&window.word("backups_restore")).await;
    choose(&window, &archive, "ちがう合言葉です").await;
    window.shows(&window.word("restore_passphrase_wrong")).await;
    say(&window, PHRASE).await;
    window.click(&window.word("restore_do_replace")).await;
    window.shows(&replaced(&window)).await;
    window.press(Key::Escape).await;
    go_to(&window, "sidebar_people").await;
    row(&window, &TANAKA.name()).await;
    window.quit().await;

    // The former book, without her, is whole beside it.
    let folder = place.book().parent().expect("a folder").to_owned();
    let names = std::fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").file_name());
    let kept: Vec<_> = names.filter(|name| name.to_string_lossy().contains(".before-")).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");

    std::fs::write(place.book(), b"SQLite format 3\0 and then nothing").expect("damaged");
    let window = Window::open(&place, "ja").await;
    window.shows(&window.word("problem_damaged_title")).await;
    window.click(&window.word("restore_problem")).await;
    choose(&window, &archive, PHRASE).await;
    window.click(&window.word("restore_do_only")).await;
    window.shows(&replaced(&window)).await;
    window.press(Key::Escape).await;
    row(&window, &TANAKA.name()).await;
    window.quit().await;
    let book = place.open();
    assert_eq!(book.ids(List::All, Sort::Reading, 0, u32::MAX).expect("ids").len(), people::EVERYBODY.len());
}

/// Chooses the file to restore, and says a passphrase.
async fn choose(window: &Window, file: &std::path::Path, phrase: &str) {
    window.pick(file);
    window.click(&window.word("restore_choose_file")).await;
    say(window, phrase).await;
}

async fn say(window: &Window, phrase: &str) {
    let field = labelled(window, "restore_passphrase").await;
    window.fill(&field, phrase).await;
    window.press(Key::Enter).await;
}

fn replaced(window: &Window) -> String {
    window.word("restore_replaced_text").replace("{file}", "引っ越し.enishi")
}
