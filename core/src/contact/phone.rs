//! Phone numbers as digits.
