//! What may be typed about the lock.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub enum Lock {
    /// Encrypt the book and its copies; answers the recovery key, which is shown this once
    Set {
        /// Holds the new passphrase in its first and only line, 8 characters at least
        #[arg(long, value_name = "FILE")]
        passphrase_file: PathBuf,
        /// The second folder of daily copies
        #[arg(long, value_name = "FOLDER")]
        second: Option<PathBuf>,
    },
    /// Give it another passphrase; the recovery key stays
    Change {
        /// Holds the new passphrase
        #[arg(long, value_name = "FILE")]
        passphrase_file: PathBuf,
        /// The second folder of daily copies
        #[arg(long, value_name = "FOLDER")]
        second: Option<PathBuf>,
    },
    /// Decrypt the book and its copies
    Remove {
        /// The second folder of daily copies
        #[arg(long, value_name = "FOLDER")]
        second: Option<PathBuf>,
    },
    /// Tell whether the book is locked, and what opens it
    Status,
}
