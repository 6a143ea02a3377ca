//! Files that were made to do harm end with a word, in bounded time and memory.
