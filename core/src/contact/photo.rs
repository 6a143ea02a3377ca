//! Photos the user chose, dropped or pasted: at most 640 px on the longest side, orientation applied, no EXIF.
//! Imported photos keep their bytes; they pass here only to be shown.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits};

use crate::error::{Error, Result};

/// The longest side of a photo that the user chose, in pixels.
pub const LONGEST_SIDE: u32 = 640;

/// What a decoder may allocate: a picture of some 80 million pixels.
const DECODING_BYTES: u64 = 320 * 1024 * 1024;
const DECODING_SIDE: u32 = 30_000;
/// Colour profiles are kept up to this length; a display profile has some hundred bytes.
const PROFILE_BYTES: usize = 16 * 1024;
const QUALITY: u8 = 88;

/// Brings a chosen picture (PNG, JPEG, WebP, GIF, BMP) into the form that is kept: orientation applied, longest side at most
/// [`LONGEST_SIDE`], JPEG (PNG where it has transparency), without EXIF and other metadata but a display's colour profile.
/// [`Error::Invalid`] with `photo` and `not_a_picture`, `heic` or `too_large`.
pub fn normalise(bytes: &[u8]) -> Result<Vec<u8>> {
    let Decoded { picture, profile } = decode(bytes).map_err(invalid)?;
    let picture = shrink(picture, LONGEST_SIDE, LONGEST_SIDE);
    encode(&picture, profile, QUALITY)
}

/// A small picture for a seal: the shorter side `px` pixels (never enlarged), the longer one at most three times that,
/// orientation applied. Errors as [`normalise`].
pub fn thumbnail(bytes: &[u8], px: u32) -> Result<Vec<u8>> {
    let Decoded { picture, profile } = decode(bytes).map_err(invalid)?;
    let px = px.clamp(1, LONGEST_SIDE);
    let (width, height) = (picture.width().max(1), picture.height().max(1));
    let longer = u64::from(px) * u64::from(width.max(height)) / u64::from(width.min(height));
    let longest = u32::try_from(longer).unwrap_or(u32::MAX).clamp(px, px * 3);
    encode(&shrink(picture, longest, longest), profile, 82)
}

/// Width and height in pixels from the header alone, orientation not applied; `None` when it is no picture we know.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// The media type by the first bytes, `application/octet-stream` for anything unknown.
pub fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'B', b'M', ..] => "image/bmp",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e' | b'v', b'i' | b'c', ..] => "image/heic",
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "image/tiff",
        _ => "application/octet-stream",
    }
}

/// A picture to be looked at, orientation applied. Its size and what its decoder may allocate are limited: some 80 million
/// pixels, and no side above 30,000. The reasons are those of [`normalise`].
pub(crate) fn open(bytes: &[u8]) -> Result<DynamicImage, &'static str> {
    decode(bytes).map(|decoded| decoded.picture)
}

struct Decoded {
    picture: DynamicImage,
    profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8]) -> Result<Decoded, &'static str> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|_| "not_a_picture")?;
    if reader.format().is_none() {
        return Err(if media_type(bytes) == "image/heic" { "heic" } else { "not_a_picture" });
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(DECODING_SIDE);
    limits.max_image_height = Some(DECODING_SIDE);
    limits.max_alloc = Some(DECODING_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| reason(&error))?;
    if decoder.total_bytes() > DECODING_BYTES {
        return Err("too_large");
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_for_displays(profile));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| reason(&error))?;
    picture.apply_orientation(orientation);
    Ok(Decoded { picture, profile })
}

/// The profile describes RGB; that of a printer's colours would be wrong once they are converted.
fn is_for_displays(profile: &[u8]) -> bool {
    profile.len() <= PROFILE_BYTES && profile.get(16..20) == Some(b"RGB ")
}

fn shrink(picture: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if picture.width() <= width && picture.height() <= height {
        return picture;
    }
    // A quick first step keeps the good one short for pictures of many millions of pixels.
    let (coarse_width, coarse_height) = (width.saturating_mul(3), height.saturating_mul(3));
    let picture = if picture.width() > coarse_width || picture.height() > coarse_height {
        picture.thumbnail(coarse_width, coarse_height)
    } else {
        picture
    };
    picture.resize(width, height, FilterType::CatmullRom)
}

fn encode(picture: &DynamicImage, profile: Option<Vec<u8>>, quality: u8) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let written = if is_transparent(picture) {
        let picture = picture.to_rgba8();
        let mut encoder = PngEncoder::new(&mut out);
        keep_profile(&mut encoder, profile);
        encoder.write_image(&picture, picture.width(), picture.height(), image::ExtendedColorType::Rgba8)
    } else {
        let picture = picture.to_rgb8();
        let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
        keep_profile(&mut encoder, profile);
        encoder.write_image(&picture, picture.width(), picture.height(), image::ExtendedColorType::Rgb8)
    };
    written.map_err(|error| invalid(reason(&error)))?;
    Ok(out)
}

/// An encoder that cannot keep a profile leaves it out: the picture is then shown as sRGB.
fn keep_profile(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile);
    }
}

fn is_transparent(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

fn reason(error: &ImageError) -> &'static str {
    match error {
        ImageError::Limits(_) => "too_large",
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => "not_a_picture",
    }
}

fn invalid(reason: &'static str) -> Error {
    Error::Invalid { field: "photo".to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    /// Left half red, right half blue.
    fn picture(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { [220, 20, 20] } else { [20, 20, 220] })).into()
    }

    fn bytes(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("BUG: the picture can be written");
        out.into_inner()
    }

    /// An EXIF segment with an orientation and a camera's name, put behind the JPEG's first marker.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        tiff.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 4, b'C', b'a', b'm', 0]);
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0, 0, 0, 0]);
        let length = u16::try_from(tiff.len() + 2).expect("BUG: short").to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
    }

    fn is_red(pixel: Rgba<u8>) -> bool {
        pixel.0[0] > 150 && pixel.0[2] < 100
    }

    #[test]
    fn a_large_photo_is_shrunk_to_a_jpeg() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
            let kept = normalise(&bytes(&picture(1600, 800), format)).expect("a picture");
            assert_eq!((media_type(&kept), dimensions(&kept)), ("image/jpeg", Some((640, 320))), "{format:?}");
        }
        let small = normalise(&bytes(&picture(30, 40), ImageFormat::Png)).expect("a picture");
        assert_eq!(dimensions(&small), Some((30, 40)), "a small picture is not enlarged");
    }

    #[test]
    fn orientation_is_applied_and_exif_is_gone() {
        let turned = with_exif(&bytes(&picture(800, 400), ImageFormat::Jpeg), 6);
        assert_eq!(dimensions(&turned), Some((800, 400)));
        let kept = normalise(&turned).expect("a picture");
        assert_eq!(dimensions(&kept), Some((320, 640)));
        assert!(!kept.windows(4).any(|window| window == b"Exif"));
        let shown = image::load_from_memory(&kept).expect("a picture").to_rgba8();
        assert!(is_red(*shown.get_pixel(160, 20)) && !is_red(*shown.get_pixel(160, 620)), "turned clockwise");
    }

    #[test]
    fn transparency_survives_as_png() {
        let clear = RgbaImage::from_fn(700, 700, |x, _| Rgba([9, 9, 9, if x < 350 { 0 } else { 255 }]));
        let kept = normalise(&bytes(&clear.into(), ImageFormat::Png)).expect("a picture");
        assert_eq!((media_type(&kept), dimensions(&kept)), ("image/png", Some((640, 640))));
        let opaque = RgbaImage::from_pixel(10, 10, Rgba([9, 9, 9, 255]));
        let kept = normalise(&bytes(&opaque.into(), ImageFormat::Png)).expect("a picture");
        assert_eq!(media_type(&kept), "image/jpeg", "an alpha channel that hides nothing is no transparency");
    }

    #[test]
    fn thumbnails_cover_their_square() {
        let photo = bytes(&picture(640, 320), ImageFormat::Jpeg);
        assert_eq!(dimensions(&thumbnail(&photo, 72).expect("a picture")), Some((144, 72)));
        let strip = bytes(&picture(4000, 10), ImageFormat::Jpeg);
        assert_eq!(dimensions(&thumbnail(&strip, 72).expect("a picture")).map(|(width, _)| width), Some(216));
        let dot = bytes(&picture(2, 2), ImageFormat::Jpeg);
        assert_eq!(dimensions(&thumbnail(&dot, 72).expect("a picture")), Some((2, 2)));
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], wanted: &str) {
        let answer = normalise(bytes);
        assert!(matches!(&answer, Err(Error::Invalid { reason, .. }) if *reason == wanted), "{answer:?}");
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        check_refused(b"", "not_a_picture");
        check_refused(b"%PDF-1.7", "not_a_picture");
        check_refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic");
        let cut = bytes(&picture(300, 300), ImageFormat::Png);
        check_refused(&cut[..60], "not_a_picture");
    }

    #[test]
    fn a_picture_that_claims_to_be_enormous_is_refused_before_it_is_unpacked() {
        let mut bomb = bytes(&picture(4, 4), ImageFormat::Bmp);
        bomb[18..22].copy_from_slice(&29_000u32.to_le_bytes());
        bomb[22..26].copy_from_slice(&29_000u32.to_le_bytes());
        check_refused(&bomb, "too_large");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn damaged_pictures_are_refused_or_shown_without_a_panic(
            at in prop::collection::vec((0usize..2000, any::<u8>()), 1..8),
            which in 0usize..5,
        ) {
            let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp];
            let mut damaged = bytes(&picture(24, 24), formats[which]);
            for (at, byte) in at {
                let length = damaged.len();
                damaged[at % length] = byte;
            }
            let _ = normalise(&damaged);
            let _ = dimensions(&damaged);
        }
    }
}
