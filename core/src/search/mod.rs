//! Search: every live contact's folded text in memory, in reading order.
