//! The `kaname` program.

fn main() -> std::process::ExitCode {
    kaname_server::main()
}
