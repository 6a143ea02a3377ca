//! End to end in the real window. All of it in one module, by whose name it is run, or left out, of everything that was built.
#![cfg(unix)]

mod in_the_window;
