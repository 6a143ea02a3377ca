//! The templates that come with Enishi.

use std::sync::LazyLock;

use super::template::Template;

const SOURCES: [&str; 4] = [
    include_str!("../../templates/line-works.toml"),
    include_str!("../../templates/line-official.toml"),
    include_str!("../../templates/staff-leaves.toml"),
    include_str!("../../templates/blank.toml"),
];

static SHIPPED: LazyLock<Vec<Template>> = LazyLock::new(|| {
    SOURCES.iter().map(|source| Template::parse(source).expect("BUG: a test reads every shipped template")).collect()
});

pub fn shipped() -> &'static [Template] {
    &SHIPPED
}
