//! The files of other tests, as programs of the field write them: none of the whole ones is called damaged.

use std::path::Path;

use enishi_core::inspect::{Kind, State};

use crate::look;

#[test]
fn golden_files_are_whole() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let (mut seen, mut wrong) = (0, Vec::new());
    for (folder, kind, ending) in [("csv", Kind::Csv, "csv"), ("csv", Kind::Csv, "tsv"), ("vcard", Kind::Vcard, "vcf")]
    {
        for entry in std::fs::read_dir(golden.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // These are broken on purpose.
            let broken = ["broken", "truncated", "no-end", "unterminated", "cut", "nasty"]
                .iter()
                .any(|word| name.contains(word));
            if path.extension().is_none_or(|it| it != ending) || broken {
                continue;
            }
            seen += 1;
            let told = look(&std::fs::read(&path).expect("a file")).found;
            if (told.kind, told.state) != (kind, State::Readable) {
                wrong.push(format!("{name}: {:?} {:?} {:?}", told.kind, told.state, told.problems));
            }
        }
    }
    assert!(seen > 20, "{seen}");
    assert!(wrong.is_empty(), "{} of {seen}:\n{}", wrong.len(), wrong.join("\n"));
}
