//! Where a book stands: not on a network drive, and better not in a folder that a cloud service copies.

use std::path::{Component, Path, PathBuf};

/// The path with its folder resolved, so that mapped drives and links show what they are.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match path.file_name() {
        Some(name) => folder.join(name),
        None => folder,
    }
}

/// On a drive of another machine, where SQLite's locks cannot be trusted. `path` is [`resolved`].
pub(super) fn is_on_network(path: &Path) -> bool {
    network(path).is_some()
}

/// The share of another machine that the path lies on, or where it is mounted. `path` is [`resolved`].
pub(super) fn network(path: &Path) -> Option<PathBuf> {
    share(path).or_else(|| mounted_from_network(path))
}

/// `\\server\share`; on Windows a mapped drive letter resolves to this too.
fn share(path: &Path) -> Option<PathBuf> {
    use std::path::Prefix;
    let Some(Component::Prefix(prefix)) = path.components().next() else { return None };
    match prefix.kind() {
        Prefix::UNC(server, share) | Prefix::VerbatimUNC(server, share) => {
            Some(PathBuf::from(format!(r"\\{}\{}", server.to_string_lossy(), share.to_string_lossy())))
        }
        Prefix::Verbatim(_) | Prefix::VerbatimDisk(_) | Prefix::DeviceNS(_) | Prefix::Disk(_) => None,
    }
}

#[cfg(target_os = "linux")]
fn mounted_from_network(path: &Path) -> Option<PathBuf> {
    let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
    network_mount(&linux_mounts(&mounts), path)
}

#[cfg(target_os = "macos")]
fn mounted_from_network(path: &Path) -> Option<PathBuf> {
    // Lists what the system calls `statfs` would say, and needs no unsafe code.
    let listed = std::process::Command::new("/sbin/mount").output().ok()?;
    network_mount(&macos_mounts(&String::from_utf8_lossy(&listed.stdout)), path)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn mounted_from_network(_path: &Path) -> Option<PathBuf> {
    None
}

/// A mount point and its file system.
type Mount = (PathBuf, String);

/// File systems whose files lie on another machine.
const NETWORK: [&str; 17] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "smb2",
    "afpfs",
    "webdav",
    "davfs",
    "davfs2",
    "fuse.davfs2",
    "fuse.sshfs",
    "fuse.rclone",
    "afs",
    "ncpfs",
    "ceph",
    "fuse.glusterfs",
];

#[cfg_attr(
    not(any(target_os = "linux", target_os = "macos", test)),
    expect(dead_code, reason = "only these list mounts")
)]
fn network_mount(mounts: &[Mount], path: &Path) -> Option<PathBuf> {
    mounts
        .iter()
        .filter(|(point, _)| path.starts_with(point))
        .max_by_key(|(point, _)| point.components().count())
        .filter(|(_, system)| NETWORK.contains(&system.as_str()))
        .map(|(point, _)| point.clone())
}

/// `server:/share /mnt/share nfs4 rw 0 0`, with `\040` for a space (fstab(5)).
#[cfg(any(target_os = "linux", test))]
fn linux_mounts(listed: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let mut words = line.split(' ').skip(1);
        let point = words.next()?.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        Some((PathBuf::from(point), words.next()?.to_owned()))
    };
    listed.lines().filter_map(mount).collect()
}

/// `//user@server/share on /Volumes/share (smbfs, nodev, nosuid)`
#[cfg(any(target_os = "macos", test))]
fn macos_mounts(listed: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (what, options) = line.rsplit_once(" (")?;
        let (_, point) = what.split_once(" on ")?;
        let system = options.split([',', ')']).next()?;
        Some((PathBuf::from(point), system.trim().to_owned()))
    };
    listed.lines().filter_map(mount).collect()
}

/// The cloud service whose folder the path lies in, by the names these folders have.
pub(super) fn cloud_service(path: &Path) -> Option<&'static str> {
    path.parent()?.components().find_map(|component| match component {
        Component::Normal(name) => service(&name.to_string_lossy()),
        _ => None,
    })
}

fn service(folder: &str) -> Option<&'static str> {
    let is = |name: &str| {
        // `OneDrive - Contoso`, `OneDrive-Personal`, `Dropbox (個人用)`, `GoogleDrive-me@example.com`
        folder == name
            || folder
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(" - ") || rest.starts_with('-') || rest.starts_with(" ("))
    };
    match folder {
        _ if is("OneDrive") => Some("OneDrive"),
        "iCloud Drive" | "iCloudDrive" | "Mobile Documents" | "com~apple~CloudDocs" => Some("iCloud Drive"),
        _ if is("Dropbox") => Some("Dropbox"),
        _ if is("Google Drive") || is("GoogleDrive") || folder == "DriveFS" => Some("Google Drive"),
        "Box" | "Box Sync" | "Box-Box" => Some("Box"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_below_a_network_mount_is_recognised_by_the_nearest_mount() {
        let mounts = linux_mounts(
            "/dev/sda1 / ext4 rw 0 0\nnas:/office /mnt/office\\040share nfs4 rw 0 0\n/dev/sdb1 /mnt/office\\040share/local ext4 rw 0 0\n",
        );
        let check = |path: &str| network_mount(&mounts, Path::new(path));
        assert_eq!(check("/mnt/office share/enishi.book"), Some(PathBuf::from("/mnt/office share")));
        assert_eq!(check("/mnt/office share/local/enishi.book"), None, "a local disk mounted below");
        assert_eq!(check("/home/hanako/enishi.book"), None);
        assert_eq!(check("/mnt/office sharebooks/enishi.book"), None, "only whole path parts count");
    }

    #[test]
    fn a_share_on_macos_is_told_from_a_usb_stick() {
        let mounts = macos_mounts(
            "/dev/disk3s1s1 on / (apfs, sealed, local)\n//guest@nas/office on /Volumes/office (smbfs, nodev, nosuid)\n/dev/disk4s1 on /Volumes/USB (exfat, local)\n",
        );
        let check = |path: &str| network_mount(&mounts, Path::new(path));
        assert_eq!(check("/Volumes/office/enishi.book"), Some(PathBuf::from("/Volumes/office")));
        assert_eq!(check("/Volumes/USB/enishi.book"), None);
    }

    #[test]
    fn cloud_folders_are_recognised_by_their_names() {
        let cases = [
            ("/Users/a/Library/CloudStorage/OneDrive-Personal/enishi.book", Some("OneDrive")),
            ("/Users/a/OneDrive - 山田商店/enishi.book", Some("OneDrive")),
            ("/Users/a/Library/Mobile Documents/com~apple~CloudDocs/enishi.book", Some("iCloud Drive")),
            ("/Users/a/Dropbox (個人用)/book/enishi.book", Some("Dropbox")),
            ("/Users/a/Library/CloudStorage/GoogleDrive-a@example.com/My Drive/e.book", Some("Google Drive")),
            ("/home/a/Box/enishi.book", Some("Box")),
            ("/home/a/Boxes/enishi.book", None),
            ("/home/a/Documents/Dropbox", None),
        ];
        for (path, expected) in cases {
            assert_eq!(cloud_service(Path::new(path)), expected, "{path}");
        }
    }
}
