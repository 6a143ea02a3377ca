//! A picture's light, pixel by pixel.
//!
//! Whole pictures are worked on by `image`'s own functions, which are compiled with it: quick in development, too.

use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, Luma};

#[derive(Clone)]
pub struct Grey(DynamicImage);

impl Grey {
    /// What is transparent shows the ground, from 0 (black) to 255.
    pub fn of(picture: &DynamicImage, ground: u8) -> Grey {
        if !picture.color().has_alpha() {
            return Grey(DynamicImage::ImageLuma8(picture.to_luma8()));
        }
        let light = picture.to_luma_alpha8();
        Grey(DynamicImage::ImageLuma8(GrayImage::from_fn(light.width(), light.height(), |x, y| {
            let [light, opaque] = light.get_pixel(x, y).0.map(u32::from);
            let shown = (light * opaque + u32::from(ground) * (255 - opaque) + 127) / 255;
            Luma([u8::try_from(shown).unwrap_or(u8::MAX)])
        })))
    }

    pub fn width(&self) -> u32 {
        self.0.width()
    }

    pub fn height(&self) -> u32 {
        self.0.height()
    }

    pub fn pixels(&self) -> usize {
        self.width() as usize * self.height() as usize
    }

    /// Row by row, from 0 (black) to 255.
    pub fn light(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub fn resized(&self, factor: f32) -> Grey {
        let side = |length: u32| ((length as f32 * factor).round() as u32).max(1);
        let (width, height) = (side(self.width()), side(self.height()));
        Grey(match factor {
            1.0 => self.0.clone(),
            // The mean of all pixels that become one, and quick.
            ..1.0 => self.0.thumbnail_exact(width, height),
            _ => self.0.resize_exact(width, height, FilterType::Triangle),
        })
    }

    pub fn negative(&self) -> Grey {
        let mut picture = self.clone();
        picture.0.invert();
        picture
    }

    /// Edges of a blurred picture are brought out.
    pub fn sharpened(&self) -> Grey {
        let soft = self.0.fast_blur(2.0);
        let sharp = self.light().iter().zip(soft.as_bytes()).map(|(light, soft)| {
            let sharp = 3 * i32::from(*light) - 2 * i32::from(*soft);
            u8::try_from(sharp.clamp(0, 255)).unwrap_or(u8::MAX)
        });
        let picture = GrayImage::from_raw(self.width(), self.height(), sharp.collect());
        Grey(DynamicImage::ImageLuma8(picture.expect("BUG: as many pixels as before")))
    }
}
