//! Small square pictures for lists.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// A picture wider or higher than this isn't opened.
const LARGEST_SIDE: u32 = 16_384;
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

/// The middle of a picture as a square of `side` pixels, orientation applied, with its media type: JPEG, or PNG where the
/// picture has transparent parts. `None` for bytes that aren't a picture.
pub fn thumbnail(bytes: &[u8], side: u32) -> Option<(Vec<u8>, &'static str)> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let mut square = square(&picture, side);
    square.apply_orientation(orientation);
    let clear = square.color().has_alpha() && square.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let (square, format, kind) = if clear {
        (DynamicImage::from(square.to_rgba8()), ImageFormat::Png, "image/png")
    } else {
        (DynamicImage::from(square.to_rgb8()), ImageFormat::Jpeg, "image/jpeg")
    };
    let mut out = Cursor::new(Vec::new());
    square.write_to(&mut out, format).ok()?;
    Some((out.into_inner(), kind))
}

fn square(picture: &DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let edge = width.min(height);
    let middle = picture.crop_imm((width - edge) / 2, (height - edge) / 2, edge, edge);
    middle.thumbnail_exact(side, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("a picture in memory can be written");
        out.into_inner()
    }

    #[test]
    fn a_wide_picture_gives_its_middle_as_a_square() {
        let wide = image::RgbImage::from_fn(300, 100, |x, _| {
            if (100..200).contains(&x) { image::Rgb([200, 0, 0]) } else { image::Rgb([0, 0, 200]) }
        });
        let (bytes, kind) = thumbnail(&encoded(wide.into(), ImageFormat::Png), 72).expect("a thumbnail");
        assert_eq!(kind, "image/jpeg");
        let small = image::load_from_memory(&bytes).expect("a picture").to_rgb8();
        assert_eq!(small.dimensions(), (72, 72));
        assert!(small.get_pixel(2, 36).0[0] > 150, "the blue sides are cut away");
    }

    #[test]
    fn transparent_parts_stay_transparent() {
        let clear = image::RgbaImage::from_pixel(80, 80, image::Rgba([0, 0, 0, 0]));
        let (_, kind) = thumbnail(&encoded(clear.into(), ImageFormat::Png), 72).expect("a thumbnail");
        assert_eq!(kind, "image/png");
    }

    #[test]
    fn bytes_that_are_no_picture_give_none() {
        assert_eq!(thumbnail(b"BEGIN:VCARD", 72), None);
        assert_eq!(thumbnail(&[], 72), None);
        let cut = encoded(image::RgbImage::new(50, 50).into(), ImageFormat::Png);
        assert_eq!(thumbnail(cut.get(..40).expect("long enough"), 72), None);
    }
}
