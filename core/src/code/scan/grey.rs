//! A picture's light, pixel by pixel.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};

pub struct Grey(pub GrayImage);

impl Grey {
    /// What is transparent shows the ground, from 0 (black) to 255.
    pub fn of(picture: &DynamicImage, ground: u8) -> Grey {
        if !picture.color().has_alpha() {
            return Grey(picture.to_luma8());
        }
        let light = picture.to_luma_alpha8();
        Grey(GrayImage::from_fn(light.width(), light.height(), |x, y| {
            let [light, opaque] = light.get_pixel(x, y).0.map(u32::from);
            let shown = (light * opaque + u32::from(ground) * (255 - opaque) + 127) / 255;
            Luma([u8::try_from(shown).unwrap_or(u8::MAX)])
        }))
    }

    pub fn pixels(&self) -> usize {
        self.0.width() as usize * self.0.height() as usize
    }

    pub fn resized(&self, factor: f32) -> Grey {
        let side = |length: u32| ((length as f32 * factor).round() as u32).max(1);
        let (width, height) = (side(self.0.width()), side(self.0.height()));
        Grey(match factor {
            1.0 => self.0.clone(),
            // The mean of all pixels that become one, and quick.
            ..1.0 => imageops::thumbnail(&self.0, width, height),
            _ => imageops::resize(&self.0, width, height, FilterType::Triangle),
        })
    }

    pub fn negative(&self) -> Grey {
        let mut picture = self.0.clone();
        imageops::invert(&mut picture);
        Grey(picture)
    }

    /// Edges of a blurred picture are brought out.
    pub fn sharpened(&self) -> Grey {
        let soft = imageops::fast_blur(&self.0, 2.0);
        let mut picture = self.0.clone();
        for (pixel, soft) in picture.pixels_mut().zip(soft.pixels()) {
            let (light, soft) = (i32::from(pixel.0[0]), i32::from(soft.0[0]));
            pixel.0[0] = u8::try_from((3 * light - 2 * soft).clamp(0, 255)).unwrap_or(u8::MAX);
        }
        Grey(picture)
    }
}
