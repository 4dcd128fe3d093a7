//! The program under test, as a process that can be killed.

fn main() -> std::process::ExitCode {
    server::main()
}
