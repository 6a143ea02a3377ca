//! Which mendings are taken: those that were chosen, and the proposals where all are.

use std::collections::HashMap;

use crate::book::ImportOptions;
use crate::contact::mend::Mending;

/// What was chosen, by file and line.
pub(super) struct Chosen<'a> {
    all: bool,
    single: HashMap<(u32, u64), Vec<One<'a>>>,
}

/// Reason, detail, and what was chosen for them.
type One<'a> = (&'a str, &'a str, &'a Mending);

impl<'a> Chosen<'a> {
    pub fn of(options: &'a ImportOptions) -> Chosen<'a> {
        let mut single: HashMap<_, Vec<_>> = HashMap::new();
        for one in &options.mendings {
            let of_line = single.entry((one.file, one.line)).or_default();
            of_line.push((one.reason.as_str(), one.detail.as_str(), &one.then));
        }
        Chosen { all: options.mend_all, single }
    }

    /// What becomes of a problem with this proposal.
    pub fn then(
        &self,
        source: usize,
        line: u64,
        (reason, detail): (&str, &str),
        proposal: Option<&Mending>,
    ) -> Mending {
        let file = u32::try_from(source).unwrap_or(u32::MAX);
        let of_line = self.single.get(&(file, line)).map(Vec::as_slice).unwrap_or_default();
        let chosen = of_line.iter().find(|(of, value, _)| *of == reason && *value == detail);
        match (chosen, proposal) {
            (Some((_, _, then)), _) => (*then).clone(),
            (None, Some(proposal)) if self.all => proposal.clone(),
            (None, _) => Mending::AsIs,
        }
    }
}
