//! Fills a folder with seeds for `cargo fuzz`: `seed TO FROM…`.

// Shared with the tests, which use more of each.
#[path = "../fuzzed/mod.rs"]
#[allow(dead_code)]
mod fuzzed;
#[path = "../roundtrip/random.rs"]
#[allow(dead_code)]
mod random;
#[path = "../support.rs"]
#[allow(dead_code)]
mod support;

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let to = arguments.next().unwrap_or_else(|| "target/seeds".to_owned());
    fs::create_dir_all(&to)?;
    let mut count = 0;
    for from in arguments {
        for (_, value) in fuzzed::seeds::of_folder(Path::new(&from)) {
            fs::write(Path::new(&to).join(count.to_string()), format!("{}{value}", count % 4))?;
            count += 1;
        }
        // As they are written, too: YAML has ways of its own.
        for entry in fs::read_dir(&from)?.flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            if text.len() < 8_000 {
                fs::write(Path::new(&to).join(count.to_string()), format!("1{text}"))?;
                count += 1;
            }
        }
    }
    println!("{count} seeds in {to}");
    Ok(())
}
