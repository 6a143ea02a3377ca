//! Photos the user chose, dropped or pasted: at most 640 px on the longest side, orientation applied, no EXIF.
