// Without a console window on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

/// See the command line's: files are read much faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    #[cfg(target_os = "linux")]
    without_dmabuf();
    enishi_app::run();
}

/// WebKitGTK needs much less memory without its DMABUF renderer, and draws on every driver. The variable must be there before
/// the process starts its first thread, so the program starts itself over with it.
#[cfg(target_os = "linux")]
fn without_dmabuf() {
    use std::os::unix::process::CommandExt;
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(VARIABLE, "1").exec();
        eprintln!("enishi: went on with the DMABUF renderer: {}", error.kind());
    }
}
