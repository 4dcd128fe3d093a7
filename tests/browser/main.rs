//! The product as people meet it: in Debian's Chromium, with its mouse, its keyboard and its printer.

#![expect(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod address;
mod chromium;
mod era;
mod hand;
mod odd_text;
mod pages;
mod paper;
mod pictures;
mod print;
mod rules;
mod scene;
mod site;
mod sound;
mod story;
mod together;
mod week;
mod window;
