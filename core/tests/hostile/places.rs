//! Folders, links, pipes, and files that change under the hand.

use super::*;

fn folder(place: &Place, names: &[&str]) -> PathBuf {
    let folder = place.folder.path().join("folder");
    fs::create_dir(&folder).expect("a folder");
    for name in names {
        let card = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEND:VCARD\r\n");
        fs::write(folder.join(format!("{name}.vcf")), card).expect("a file");
    }
    folder
}

#[test]
fn folders_without_end_are_looked_into_as_deep_as_anybody_sorts() {
    let (_, everybody) = check("deep folders", 100, |place| {
        let top = folder(place, &["a", "b"]);
        let mut deep = top.clone();
        for _ in 0..100 {
            deep.push("x");
        }
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("c.vcf"), "BEGIN:VCARD\r\nFN:c\r\nEND:VCARD\r\n").expect("a file");
        top
    });
    assert_eq!(everybody, ["a", "b"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_bring_nobody_twice() {
    use std::os::unix::fs::symlink;

    let (_, everybody) = check("links", 100, |place| {
        let top = folder(place, &["a", "b"]);
        for number in 0..12 {
            symlink(&top, top.join(format!("up{number}"))).expect("a link");
        }
        symlink(top.join("a.vcf"), top.join("same.vcf")).expect("a link");
        symlink(top.join("self.vcf"), top.join("self.vcf")).expect("a link");
        symlink(top.join("gone.vcf"), top.join("nowhere.vcf")).expect("a link");
        top
    });
    assert_eq!(everybody, ["a", "b"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_device_are_no_files_with_contacts() {
    for device in ["/dev/zero", "/dev/null"] {
        let (done, _) = check(device, 100, |_| PathBuf::from(device));
        assert_refused(&done, "not_contacts");
    }
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
        assert!(made.success(), "a pipe");
    };
    let (done, _) = check("a pipe", 100, |place| {
        let path = place.folder.path().join("a.vcf");
        pipe(&path);
        path
    });
    assert_refused(&done, "not_contacts");
    let (_, everybody) = check("a pipe in a folder", 100, |place| {
        let top = folder(place, &["a", "b"]);
        pipe(&top.join("0.vcf"));
        top
    });
    assert_eq!(everybody, ["a", "b"]);
}

fn many_cards(count: usize) -> String {
    let card =
        |number| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{number}\r\nNOTE:{}\r\nEND:VCARD\r\n", "x".repeat(2_000));
    (0..count).map(card).collect()
}

#[test]
fn a_file_that_vanishes_or_shrinks_while_it_is_read_changes_nothing_or_gives_what_is_there() {
    let _alone = alone();
    let place = Place::new();
    let book = place.open();
    let (first, second) = (place.file("1.vcf", many_cards(1_000)), place.file("2.vcf", many_cards(1)));
    let mut gone = false;
    let done = book.import(&[first.clone(), second.clone()], &ImportOptions::default(), &mut |progress| {
        if progress.done > 0 && !gone {
            gone = true;
            fs::remove_file(&second).expect("gone");
        }
        ControlFlow::Continue(())
    });
    assert_refused(&done, "not_found");
    assert_eq!(names(&book, List::All), [""; 0], "the book is as it was");
    let mut shrunk = false;
    let done = book.import(std::slice::from_ref(&first), &ImportOptions::default(), &mut |progress| {
        if progress.done > 0 && !shrunk {
            shrunk = true;
            File::options().write(true).open(&first).expect("the file").set_len(10).expect("shrunk");
        }
        ControlFlow::Continue(())
    });
    let report = done.expect("what was there is taken");
    assert!((1..=1_000).contains(&report.added), "{report:?}");
    assert_sound(&book);
}
