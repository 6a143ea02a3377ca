//! A code's dark modules as few rectangles.

use crate::code::draw::Code;

/// Dark modules side by side, over one or more rows; in modules from the code's upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// The dark modules in rectangles that don't overlap: each row's longest runs, joined with the same runs below. Fewer
/// edges inside the dark are fewer places where a printer could leave a hair of white.
pub fn blocks(code: &Code) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Blocks that the row above ended with, which this row may go on with.
    let mut open: Vec<usize> = Vec::new();
    for y in 0..code.size() {
        let mut still_open = Vec::new();
        for (x, width) in runs(code, y) {
            let above = open
                .iter()
                .copied()
                .find(|&at| blocks.get(at).is_some_and(|block| (block.x, block.width) == (x, width)));
            let at = above.unwrap_or(blocks.len());
            match blocks.get_mut(at) {
                Some(block) => block.height += 1,
                None => blocks.push(Block { x, y, width, height: 1 }),
            }
            still_open.push(at);
        }
        open = still_open;
    }
    blocks
}

fn runs(code: &Code, y: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (0..code.size()).filter(|&x| code.dark(x, y)) {
        match runs.last_mut() {
            Some((from, width)) if *from + *width == x => *width += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::draw::Level;

    #[test]
    fn blocks_cover_every_dark_module_once_and_no_light_one() {
        for bytes in [1, 100, 500] {
            let code = Code::of(&vec![b'a'; bytes], Level::M).expect("it fits");
            let mut covered = vec![vec![0; code.size()]; code.size()];
            for block in blocks(&code) {
                for row in &mut covered[block.y..block.y + block.height] {
                    row[block.x..block.x + block.width].iter_mut().for_each(|module| *module += 1);
                }
            }
            for (y, row) in covered.iter().enumerate() {
                for (x, &times) in row.iter().enumerate() {
                    assert_eq!(times, i32::from(code.dark(x, y)), "{bytes} bytes, module {x}, {y}");
                }
            }
        }
    }
}
