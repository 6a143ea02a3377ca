//! The contract with the window: wire types, events and the one list of commands. The TypeScript side of it,
//! `ui/src/backend/bindings.ts`, is generated from here.

mod events;
mod guard;
mod kept;
mod state;

pub use events::{BackupEvent, ChangedEvent, Drag, DueEvent, FilesDropped, LinkOpened, MenuChosen, MenuItem};
pub use guard::{LockAfter, LockChanged, RecoveryKey, Unlocked};
pub use kept::{ArchivedFile, BackedUpFile, BackupFailure, Backups, Opened, Restored, SecondPlace};
pub use state::{
    Action, AppState, BookState, CodeSettings, Exported, Language, Made, Pasted, Picked, Platform, ProblemWords,
    ReadCode, SavedSheet, Settings, TextSize, Theme, Wanted,
};

use enishi_core::book::{ExportFormat, MOST_CARDS, Progress};
use enishi_core::formats::csv::Target;
use tauri::{Runtime, Wry};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands::{
    access, backups, changes, codes, contacts, duplicates, files, groups, invites, lock, runs, search, state as shell,
    trash,
};

/// Every command and event of the contract, for any runtime: the window's, and the mock one of the tests.
///
/// The commands themselves know no runtime, so one list serves all.
pub fn contract<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .commands(collect_commands![
            shell::app_state,
            shell::opened,
            shell::save_settings,
            shell::open_sample_book,
            shell::close_sample_book,
            shell::act,
            shell::quit,
            contacts::counts,
            contacts::list,
            contacts::sections,
            contacts::position,
            contacts::ids,
            contacts::contact,
            contacts::add,
            contacts::edit,
            contacts::choose_photo,
            contacts::drop_photo,
            contacts::remove_photo,
            contacts::hide,
            contacts::unhide,
            groups::add_group,
            groups::rename_group,
            groups::join_group,
            groups::leave_group,
            trash::trash,
            trash::restore,
            trash::trash_page,
            trash::trash_ids,
            trash::purge,
            trash::due,
            trash::show_due,
            trash::keep_due,
            trash::purge_due,
            changes::undo,
            changes::redo,
            changes::changes,
            changes::undo_change,
            changes::put_back,
            changes::undo_import,
            duplicates::duplicates,
            duplicates::cancel_duplicates,
            duplicates::compare,
            duplicates::merge,
            duplicates::set_different,
            search::search,
            search::search_ids,
            files::pick_import_files,
            files::paste,
            files::look_at,
            files::preview,
            files::preview_people,
            files::preview_asked,
            files::import,
            files::save_problems,
            files::export,
            files::cancel,
            codes::code,
            codes::save_code,
            codes::copy_code,
            codes::save_code_sheet,
            codes::open_saved,
            codes::full_screen,
            codes::pick_pictures,
            codes::read_picture,
            codes::begin_camera,
            codes::read_frame,
            codes::end_camera,
            codes::read_as,
            codes::received,
            codes::received_beside,
            codes::add_received,
            codes::update_received,
            access::services,
            access::service,
            access::add_service,
            access::edit_service,
            access::accesses,
            access::accesses_of,
            access::add_access,
            access::edit_access,
            access::rules,
            access::has_card_number,
            invites::invites,
            invites::invite_ids,
            invites::invite,
            invites::new_invites,
            invites::edit_invite,
            invites::mark_invites,
            invites::invite_code,
            invites::save_invite_code,
            invites::copy_invite_code,
            invites::save_invite_draft,
            invites::mail_invite,
            invites::save_invite_file,
            invites::save_invite_sheet,
            invites::add_service_invite,
            invites::reissue_invite,
            invites::invite_texts,
            invites::batch_preview,
            invites::make_batch,
            invites::open_invite,
            invites::invite_beside,
            invites::take_invite,
            invites::answer_invite,
            invites::take_link,
            backups::backups,
            backups::check_backups,
            backups::back_up_now,
            backups::choose_second_place,
            backups::drop_second_place,
            backups::reveal_backups,
            backups::back_up,
            backups::contents,
            backups::archive,
            backups::pick_incoming,
            backups::open_incoming,
            backups::open_daily,
            backups::preview_merge,
            backups::merge_incoming,
            backups::replace_incoming,
            backups::drop_incoming,
            lock::make_lock,
            lock::save_recovery_key,
            lock::set_lock,
            lock::change_passphrase,
            lock::remove_lock,
            lock::lock_now,
            lock::unlock,
            runs::home,
            runs::templates,
            runs::template,
            runs::copy_template,
            runs::edit_template,
            runs::import_template,
            runs::export_template,
            runs::start_run,
            runs::runs,
            runs::run_status,
            runs::run_step,
            runs::move_step,
            runs::attach,
            runs::attach_picked,
            runs::open_copy,
            runs::seal_copy,
            runs::take_copy,
            runs::copies,
            runs::check_copies,
            runs::detach,
            runs::rename_run,
            runs::notice_texts,
        ])
        .events(collect_events![ChangedEvent, MenuChosen, FilesDropped, Drag, DueEvent, LinkOpened, BackupEvent])
        .constant("importTargets", Target::offered().map(Target::code).collect::<Vec<_>>())
        .constant("mostCards", MOST_CARDS)
        .typ::<Progress>()
        .typ::<ExportFormat>()
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        // Row ids and milliseconds since 1970 stay far below 2^53.
        .dangerously_cast_bigints_to_number()
}

/// The TypeScript of the contract, as committed in `ui/src/backend/bindings.ts`.
pub fn typescript() -> Result<String, Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("enishi-bindings-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("bindings.ts");
    contract::<Wry>().export(specta_typescript::Typescript::default(), &file)?;
    let text = std::fs::read_to_string(&file)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(text)
}
