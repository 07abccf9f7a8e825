//! The `rounds` program: hands the process over to the command line, and ends with its status.

use std::process::ExitCode;

fn main() -> ExitCode {
    rounds::cli::main()
}
