//! What a file lies on, so that two copies are not on one and the same.

use std::path::Path;

use super::place;
use crate::checklist::facts::{Medium, MediumKind};

/// The cloud service, the share or the disk that a file lies on. Two partitions of one disk are two; whatever the system itself
/// is spread over is one.
pub(super) fn medium(path: &Path) -> Medium {
    let real = path.canonicalize().unwrap_or_else(|_| place::resolved(path));
    if let Some(service) = place::cloud_service(&real).or_else(|| place::cloud_service(path)) {
        return Medium { id: format!("cloud:{service}"), kind: MediumKind::Cloud, name: service.to_owned() };
    }
    match place::network(&real) {
        Some(share) => of_share(&share),
        None => disk(&real),
    }
}

/// Two files or folders on different media, so that what takes one doesn't take the other.
pub fn lie_apart(one: &Path, other: &Path) -> bool {
    medium(one).id != medium(other).id
}

fn of_share(share: &Path) -> Medium {
    let shown = share.to_string_lossy();
    let name = shown.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default().to_owned();
    // A share's name is written in small letters or not.
    let id = if shown.starts_with('\\') { shown.to_lowercase() } else { shown.into_owned() };
    Medium { id: format!("net:{id}"), kind: MediumKind::Network, name }
}

fn of_disk(id: &str, name: &str) -> Medium {
    Medium { id: format!("disk:{id}"), kind: MediumKind::Disk, name: name.to_owned() }
}

/// The number of a device is another one when a stick is put in again; where it is mounted stays.
#[cfg(unix)]
fn disk(path: &Path) -> Medium {
    use std::os::unix::fs::MetadataExt;
    of_mount(&mount_point(path, |path| std::fs::metadata(path).ok().map(|meta| meta.dev())))
}

/// By the number of the volume, which it has wherever it is put in.
#[cfg(windows)]
fn disk(path: &Path) -> Medium {
    let letter = drive(&path.to_string_lossy());
    let about = |path: &Path| winapi_util::Handle::from_path_any(path).and_then(winapi_util::file::information).ok();
    let serial = path.ancestors().find_map(about).map_or(0, |about| about.volume_serial_number());
    let system = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".to_owned());
    of_volume(&letter, serial, &system)
}

#[cfg(not(any(unix, windows)))]
fn disk(_path: &Path) -> Medium {
    of_disk("/", "")
}

/// The highest folder above a path that lies on the same device.
#[cfg(any(unix, test))]
fn mount_point<D: PartialEq>(path: &Path, device: impl Fn(&Path) -> Option<D>) -> std::path::PathBuf {
    let mut there = path.ancestors().skip_while(|path| device(path).is_none());
    let Some(mut highest) = there.next() else { return "/".into() };
    let of = device(highest);
    for above in there {
        if device(above) != of {
            break;
        }
        highest = above;
    }
    highest.to_owned()
}

/// Where systems mount parts of the disk they run from. Sticks, second disks and shares are mounted elsewhere.
#[cfg(any(unix, test))]
const OWN: [&str; 16] = [
    "Applications",
    "Library",
    "System",
    "Users",
    "boot",
    "cores",
    "home",
    "nix",
    "opt",
    "private",
    "root",
    "srv",
    "tmp",
    "usr",
    "var",
    "etc",
];

#[cfg(any(unix, test))]
fn of_mount(point: &Path) -> Medium {
    let parts: Vec<_> = point.components().filter(|part| matches!(part, std::path::Component::Normal(_))).collect();
    let is_own = parts.first().is_none_or(|first| OWN.iter().any(|own| first.as_os_str() == *own));
    match parts.last() {
        Some(last) if !is_own => of_disk(&point.to_string_lossy(), &last.as_os_str().to_string_lossy()),
        Some(_) | None => of_disk("/", ""),
    }
}

/// `E:` of `\\?\E:\backup\a.csv`.
#[cfg(any(windows, test))]
fn drive(path: &str) -> String {
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    match path.split_once(':') {
        Some((letter, _)) if letter.len() == 1 => format!("{}:", letter.to_uppercase()),
        Some(_) | None => String::new(),
    }
}

/// Some drives that are none have no number.
#[cfg(any(windows, test))]
fn of_volume(letter: &str, serial: u64, system: &str) -> Medium {
    let name = if letter.eq_ignore_ascii_case(system) { "" } else { letter };
    match serial {
        0 => of_disk(letter, name),
        serial => of_disk(&format!("{serial:08x}"), name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mount_point_is_the_highest_folder_on_the_same_device() {
        let device = |path: &Path| match path.to_string_lossy().as_ref() {
            "/" | "/media" | "/media/hanako" => Some(1),
            gone if gone.ends_with("gone.csv") => None,
            _ => Some(2),
        };
        for path in ["/media/hanako/USB/a/b.csv", "/media/hanako/USB/gone.csv", "/media/hanako/USB"] {
            assert_eq!(mount_point(Path::new(path), device), Path::new("/media/hanako/USB"), "{path}");
        }
        assert_eq!(mount_point(Path::new("/a/b"), |_| Some(1)), Path::new("/"));
        assert_eq!(mount_point(Path::new("/a/b"), |_| None::<u8>), Path::new("/"), "nothing is known");
    }

    #[test]
    fn the_computers_own_disk_has_no_name_and_is_one_however_it_is_parted() {
        for own in ["/", "/home", "/home/hanako", "/Users", "/private", "/System/Volumes/Data", "/tmp", "/var/tmp"] {
            assert_eq!(of_mount(Path::new(own)), of_disk("/", ""), "{own}");
        }
        for (point, name) in
            [("/media/hanako/USB", "USB"), ("/Volumes/控え", "控え"), ("/mnt/old", "old"), ("/data", "data")]
        {
            assert_eq!(of_mount(Path::new(point)), of_disk(point, name));
        }
    }

    #[test]
    fn a_volume_is_its_number_and_is_called_by_its_letter() {
        assert_eq!(drive(r"\\?\E:\控え\a.csv"), "E:");
        assert_eq!(drive(r"e:\a.csv"), "E:");
        assert_eq!(drive(r"\\?\Volume{4c1b02c1}\a.csv"), "");
        assert_eq!(of_volume("E:", 0x1a2b, "C:"), of_disk("00001a2b", "E:"));
        assert_eq!(of_volume("C:", 7, "c:"), of_disk("00000007", ""), "the system's own");
        assert_eq!(of_volume("G:", 0, "C:"), of_disk("G:", "G:"));
    }

    #[test]
    fn a_share_is_known_in_either_spelling() {
        let share = of_share(Path::new(r"\\NAS\Office"));
        assert_eq!((share.id.as_str(), share.name.as_str()), (r"net:\\nas\office", "Office"));
        assert_eq!(of_share(Path::new("/mnt/Office")).id, "net:/mnt/Office");
        assert_eq!(of_share(Path::new("/mnt/Office")).name, "Office");
    }

    #[test]
    fn a_folder_of_a_cloud_service_is_another_medium_than_the_folder_it_lies_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let cloud = folder.path().join("Dropbox");
        std::fs::create_dir(&cloud).expect("a folder");
        for file in [folder.path().join("a.csv"), cloud.join("a.csv")] {
            std::fs::write(file, "a").expect("a file");
        }
        let (here, there) = (medium(&folder.path().join("a.csv")), medium(&cloud.join("a.csv")));
        assert_eq!(
            (there.id.as_str(), there.kind, there.name.as_str()),
            ("cloud:Dropbox", MediumKind::Cloud, "Dropbox")
        );
        assert_ne!(here.id, there.id);
        assert_eq!(here, medium(&folder.path().join("another.csv")), "whether it is there or not");
    }
}
