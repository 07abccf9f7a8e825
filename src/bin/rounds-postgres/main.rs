//! `rounds-postgres`: a PostgreSQL database as a carrier of a team's record.
//!
//! `rounds` starts it with a URL and asks by the line protocol on standard input and output; the
//! database's owner makes the tables and says which role writes as which operator. It keeps bytes,
//! and reads none of them; it never changes what is there.

mod cursor;
mod fault;
mod hub;
mod owner;
mod place;

use clap::{Parser, Subcommand};
use hub::Hub;
use rounds::carrier::{Fault, serve};
use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

/// A PostgreSQL database as the carrier of a team's record
///
/// `rounds` starts it by itself: `rounds join postgres://HOST/DATABASE`. What a URL leaves open
/// comes from PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLMODE, PGPASSWORD and the password file, as
/// for psql.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true
)]
struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Answer the line protocol of carriers for this database
    #[arg(value_name = "URL")]
    url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make the tables that a record needs; again after the database was restored from a backup
    Init {
        /// The database
        #[arg(value_name = "URL")]
        url: Option<String>,
    },
    /// Let a role, and whoever is in it, write as an operator
    Grant {
        /// The operator; '*' for all, to fill a database that lost a record
        #[arg(value_name = "OPERATOR")]
        operator: String,
        /// The role in the database
        #[arg(value_name = "ROLE")]
        role: String,
        /// The database
        #[arg(value_name = "URL")]
        url: Option<String>,
    },
    /// Let a role write as an operator no longer; what it wrote stays
    Revoke {
        /// The operator
        #[arg(value_name = "OPERATOR")]
        operator: String,
        /// The role in the database
        #[arg(value_name = "ROLE")]
        role: String,
        /// The database
        #[arg(value_name = "URL")]
        url: Option<String>,
    },
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.verb {
        None => carry(args.url.as_deref()).map(|()| None),
        Some(Verb::Init { url }) => owner::init(url.as_deref()).map(Some),
        Some(Verb::Grant {
            operator,
            role,
            url,
        }) => owner::grant(operator, role, url.as_deref()).map(Some),
        Some(Verb::Revoke {
            operator,
            role,
            url,
        }) => owner::revoke(operator, role, url.as_deref()).map(Some),
    };
    match done {
        Ok(words) => {
            if let Some(words) = words {
                println!("{words}");
            }
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}.");
            ExitCode::from(match fault {
                Fault::Refused(_) => 1,
                _ => 5,
            })
        }
    }
}

fn carry(url: Option<&str>) -> Result<(), Fault> {
    let mut hub = Hub::at(url);
    let (mut from, mut to) = (BufReader::new(stdin().lock()), stdout().lock());
    serve(&mut hub, &mut from, &mut to).map_err(|error| Fault::Here(error.to_string()))
}
