//! No page, no answer of the interface and no line of the log carries the whole number of a bank account: only the file for the bank does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read};

use casework::store::CityRow;
use rules::{Law, LawSource};

use crate::crash::kill;
use crate::program::{Demo, command};

const PEOPLE: u32 = 300;
const PASSWORD: &str = "yunban-demo-2020";
/// Pages of one kind, such as records of people, that are looked at for each reader.
const OF_A_KIND: usize = 4;
/// Everybody who can see somebody's payments or what was done about them.
const READERS: [&str; 11] =
    ["benefit", "reviewer", "decider", "accountant", "leader", "supervisor", "auditor", "administrator", "clerk", "pensioner", "hotline"];

/// The accounts of the demonstration's pensioners, by number.
fn accounts() -> BTreeSet<String> {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    let paid_through = "2020-01".parse().unwrap();
    let rows = yunban::city::with_pensioners(law.city().unwrap(), u64::from(PEOPLE), u64::from(PEOPLE) / 10, paid_through, 2020);
    let numbers = rows.filter_map(|row| match row {
        CityRow::PayeeAccount(_, _, account) => Some(account.number.as_str().to_owned()),
        _ => None,
    });
    numbers.collect()
}

/// The first whole number in a text: one of `accounts`, or any card of the national scheme whose check digit fits.
fn whole_number(text: &str, accounts: &BTreeSet<String>) -> Option<String> {
    let runs = text.split(|character: char| !character.is_ascii_digit()).filter(|run| run.len() >= 8);
    let is_card = |run: &str| (16..=19).contains(&run.len()) && run.starts_with("62") && values::AccountNumber::parse(run).is_ok();
    runs.map(str::to_owned).find(|run| accounts.contains(run) || is_card(run))
}

struct Browser {
    agent: ureq::Agent,
    address: String,
    cookie: String,
}

impl Browser {
    fn sign_in(address: &str, who: &str) -> Browser {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let cookie_of = |response: &ureq::http::Response<ureq::Body>| {
            let cookies = response.headers().get_all("set-cookie").iter();
            cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect::<Vec<_>>().join("; ")
        };
        let mut form = agent.get(format!("{address}/sign-in")).call().unwrap();
        let before = cookie_of(&form);
        let page = form.body_mut().read_to_string().unwrap();
        let token = page.split("name=\"csrf_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("csrf_token", token.as_str()), ("login", who), ("password", PASSWORD)];
        let done = agent.post(format!("{address}/sign-in")).header("Cookie", &before).send_form(fields).unwrap();
        assert_eq!(done.status().as_u16(), 303, "{who} signs in");
        Browser { agent, address: address.to_owned(), cookie: cookie_of(&done) }
    }

    /// Status and text of an address.
    fn get(&self, path: &str) -> (u16, String) {
        let mut response = self.agent.get(format!("{}{path}", self.address)).header("Cookie", &self.cookie).call().unwrap();
        let mut bytes = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut bytes).unwrap();
        (response.status().as_u16(), String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// An address without its numbers: pages of one kind share it.
fn kind(path: &str) -> String {
    path.split(['/', '?', '&', '='])
        .map(|part| if part.bytes().any(|byte| byte.is_ascii_digit()) { "#" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Follows the links of every page from `start` on, a few of each kind; gives how many pages were read.
fn walk(browser: &Browser, who: &str, start: &[&str], accounts: &BTreeSet<String>) -> usize {
    let mut waiting: VecDeque<String> = start.iter().map(|path| (*path).to_owned()).collect();
    let (mut seen, mut kinds, mut read) = (BTreeSet::new(), BTreeMap::<String, usize>::new(), 0);
    while let Some(path) = waiting.pop_front() {
        let of_its_kind = kinds.entry(kind(&path)).or_default();
        if *of_its_kind == OF_A_KIND || !seen.insert(path.clone()) {
            continue;
        }
        *of_its_kind += 1;
        let (status, body) = browser.get(&path);
        assert!(status < 500, "{who} {path}: {status}");
        assert_eq!(whole_number(&body, accounts), None, "{who} reads a whole account number at {path}");
        read += 1;
        let links = body.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
        let links = links.map(|link| format!("/{}", link.replace("&amp;", "&").split('#').next().unwrap_or("")));
        // The file for the bank is where the numbers have to be.
        waiting
            .extend(links.filter(|link| !link.starts_with("/assets/") && !link.starts_with("/language/") && !link.contains("bank-file")));
        // What a list names the interface knows too.
        let numbers = path.strip_prefix("/desk/cases/").or_else(|| path.strip_prefix("/cases/"));
        waiting.extend(numbers.filter(|number| !number.contains('/')).map(|number| format!("/api/v1/cases/{number}")));
    }
    read
}

#[test]
fn no_page_and_no_log_carries_a_whole_account_number() {
    let accounts = accounts();
    assert!(accounts.len() > 20, "{} accounts", accounts.len());
    let some = accounts.first().unwrap();
    assert!(whole_number(&format!("<td>{some}</td>"), &accounts).is_some(), "the test would see one");
    let demo = Demo::with(&["--people", &PEOPLE.to_string()]);
    demo.run(&["run", "payroll", "--month", "2020-02"]).good();
    let path = demo.path().to_string_lossy().into_owned();
    let mut server = command(&["serve", "--listen", "127.0.0.1:0", "--data", &path])
        .env("RUST_LOG", "debug,hyper=info")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let mut address = String::new();
    output.read_line(&mut address).unwrap();
    // Both are read as they come: a full pipe would stop the server.
    let logs = [gathered(output), gathered(server.stderr.take().unwrap())];
    let mut read = 0;
    for who in READERS {
        let browser = Browser::sign_in(address.split_whitespace().next().unwrap().trim_end_matches('/'), who);
        let start: &[&str] =
            if who == "pensioner" { &["/my", "/my/pension"] } else { &["/desk", "/desk/cases?open=", "/desk/outbox", "/desk/audit"] };
        read += walk(&browser, who, start, &accounts);
    }
    assert!(read > 300, "{read} pages were read");
    kill(server);
    for log in logs {
        assert_eq!(whole_number(&log.join().unwrap(), &accounts), None, "the log carries a whole account number");
    }
}

fn gathered(mut output: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = output.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
