//! The committed bindings are those of the contract.

#[test]
fn the_committed_bindings_are_fresh() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/backend/bindings.ts");
    let fresh = enishi_app::contract::typescript().expect("the contract can be written as TypeScript");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(file, &fresh).expect("the bindings can be written");
    }
    let committed = std::fs::read_to_string(file).expect("the bindings are committed").replace("\r\n", "\n");
    assert!(committed == fresh, "ui/src/backend/bindings.ts is not of this contract: run `cargo xtask bindings`");
}
