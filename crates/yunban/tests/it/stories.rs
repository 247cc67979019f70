//! Every story again, over HTTP: a real server on a real socket, on SQLite and on PostgreSQL.
//!
//! Applications and receipts go through the interface, emergencies and assessments through the desk's own pages. What must
//! follow is asked of the store behind the server.

use std::net::TcpListener;
use std::sync::Arc;

use casework::{CaseTarget, Store};
use procedures::story::{Answer, Door, FILES, PureDoor, Story, World, parse, replay};
use rules::{Law, LawSource};
use serde_json::{Value, json};
use store::testing::PostgresCluster;
use store::{Keys, Location};
use web::csrf::KEY_FIELD;
use web::password::PasswordCost;

const PASSWORD: &str = "story-password";

/// A server of its own for one story, and the way to it.
struct HttpDoor {
    address: String,
    agent: ureq::Agent,
    given: u64,
    server: Option<(tokio::sync::oneshot::Sender<()>, std::thread::JoinHandle<()>)>,
}

impl Drop for HttpDoor {
    fn drop(&mut self) {
        if let Some((stop, server)) = self.server.take() {
            let _ = stop.send(());
            // A server that broke has said so; the story it served has failed on its own.
            let _ = server.join();
        }
    }
}

impl HttpDoor {
    /// Serves the agency of `world` on a free port of this machine until the door is dropped: a server that stayed would keep its
    /// connections to the database, of which there are not enough for every story at once.
    fn open(world: &World) -> HttpDoor {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket of the runtime");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = procedures::router::router(world.agency.clone());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                let serving = async { axum::serve(listener, router).await };
                tokio::select! {
                    served = serving => served.expect("it serves"),
                    _ = stopped => {}
                }
            });
        });
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        HttpDoor { address, agent, given: 0, server: Some((stop, server)) }
    }

    fn fresh_key(&mut self) -> String {
        self.given += 1;
        format!("story-{}", self.given)
    }

    /// A command through the interface, with the account's own password.
    fn through_the_interface(&mut self, world: &World, who: &str, procedure: &str, on: CaseTarget, command: &Value) -> Answer {
        let path = match on {
            CaseTarget::New(_) => format!("/api/v1/{}/cases", procedure.replace('_', "-")),
            CaseTarget::Existing { area, id } => {
                let record = world.agency.store.reader().expect("a reader").case(area, id).expect("it reads").expect("a case");
                format!("/api/v1/cases/{}/commands", record.head.number)
            }
        };
        let credentials = base64(&format!("{}:{PASSWORD}", who.to_lowercase()));
        let key = self.fresh_key();
        let request = self.agent.post(format!("{}{path}", self.address)).content_type("application/json");
        let request = request.header("Authorization", format!("Basic {credentials}")).header("Idempotency-Key", key);
        let mut response = request.send(json!({ "command": command }).to_string()).expect("an answer");
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string().expect("a body");
        let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{status}: {body}"));
        if status < 300 {
            let number = body["number"].as_str().expect("a number").parse().expect("a case number");
            let head = world.agency.store.views().expect("views").case_by_number(&number).expect("it reads").expect("a case");
            return Ok(head.id);
        }
        let codes = body["refusals"]
            .as_array()
            .map(|refusals| refusals.iter().filter_map(|refusal| refusal["code"].as_str().map(str::to_owned)).collect::<Vec<_>>());
        Err(codes.filter(|codes| !codes.is_empty()).unwrap_or_else(|| vec![body.to_string()]))
    }

    /// A form of the desk, sent by a browser that has signed in. `None` when the page refused it.
    fn through_the_desk(&mut self, who: &str, path: &str, fields: &[(&str, String)]) -> Option<()> {
        let cookie = self.sign_in(who);
        let mut page = self.agent.get(format!("{}{path}", self.address)).header("Cookie", &cookie).call().expect("a page");
        let page = page.body_mut().read_to_string().expect("a body");
        let mut form = vec![("csrf_token", hidden(&page, "csrf_token")), (KEY_FIELD, self.fresh_key())];
        form.extend(fields.iter().map(|(name, value)| (*name, value.clone())));
        let request = self.agent.post(format!("{}{path}", self.address)).header("Cookie", &cookie);
        let response = request.send_form(form).expect("an answer");
        (response.status().as_u16() < 400).then_some(())
    }

    /// A form of a daily report's day, its answers checked before.
    fn through_the_day(&mut self, who: &str, act: &str, command: &Value) -> Option<()> {
        let word = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
        let mut fields: Vec<(String, String)> = ["note", "reason", "without", "area", "receipt_number", "acknowledged_on"]
            .iter()
            .map(|name| ((*name).to_owned(), word(name)))
            .collect();
        let figures = command["figures"].as_object().into_iter().flatten();
        fields.extend(figures.map(|(name, figure)| (format!("figure_{name}"), figure.as_str().unwrap_or_default().to_owned())));
        fields.extend((command["zero"] == true).then(|| ("zero".to_owned(), "yes".to_owned())));
        fields.push(("checked".to_owned(), "yes".to_owned()));
        let page = format!("/desk/daily-reports/{}/{}", word("topic"), word("day"));
        let cookie = self.sign_in(who);
        let mut shown = self.agent.get(format!("{}{page}", self.address)).header("Cookie", &cookie).call().expect("a page");
        let shown = shown.body_mut().read_to_string().expect("a body");
        fields.push(("csrf_token".to_owned(), hidden(&shown, "csrf_token")));
        fields.push((KEY_FIELD.to_owned(), self.fresh_key()));
        let request = self.agent.post(format!("{}{page}/{act}", self.address)).header("Cookie", &cookie);
        let response = request.send_form(fields).expect("an answer");
        (response.status().as_u16() < 400).then_some(())
    }

    /// A form of a payroll's pages: its start, a step of it, an act on one right, or the bank's answer as a file.
    fn through_the_payroll(&mut self, world: &World, who: &str, on: CaseTarget, command: &Value) -> Option<()> {
        const LIST: &str = "/desk/benefit-payrolls";
        let word = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
        let CaseTarget::Existing { area, id } = on else {
            let funds = command["funds"].as_array().into_iter().flatten();
            let mut fields = vec![("month", word("month"))];
            fields.extend(funds.map(|fund| ("funds", fund.as_str().unwrap_or_default().to_owned())));
            return self.through_the_desk(who, LIST, &fields);
        };
        let record = world.agency.store.reader().expect("a reader").case(area, id).expect("it reads").expect("a case");
        let address = format!("{LIST}/{}", record.head.number);
        if command["command"] == "read_bank_result" {
            return self.upload(who, &address, &format!("{address}/bank-result"), &answer_as_csv(&command["result"]));
        }
        let mut fields = vec![("step", word("command"))];
        for name in ["reason", "holder", "bank_name", "bank_code", "number", "received_on", "reference", "amount", "note"] {
            fields.extend(command[name].as_str().map(|written| (name, written.to_owned())));
        }
        match command["entitlement_id"].as_i64() {
            Some(entitlement_id) => self.through_the_desk(who, &format!("{address}/entitlements/{entitlement_id}"), &fields),
            None => self.through_the_desk(who, &address, &fields),
        }
    }

    /// A file sent from a page.
    fn upload(&mut self, who: &str, page: &str, to: &str, text: &str) -> Option<()> {
        let cookie = self.sign_in(who);
        let mut shown = self.agent.get(format!("{}{page}", self.address)).header("Cookie", &cookie).call().expect("a page");
        let token = hidden(&shown.body_mut().read_to_string().expect("a body"), "csrf_token");
        let boundary = "a-boundary-of-a-story";
        let field = |name: &str, value: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let file = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"answer.csv\"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n--{boundary}--\r\n"
        );
        let body = format!("{}{}{file}", field("csrf_token", &token), field(KEY_FIELD, &self.fresh_key()));
        let request = self.agent.post(format!("{}{to}", self.address)).header("Cookie", &cookie);
        let response = request.content_type(format!("multipart/form-data; boundary={boundary}")).send(body).expect("an answer");
        (response.status().as_u16() < 400).then_some(())
    }

    fn sign_in(&self, who: &str) -> String {
        let mut form = self.agent.get(format!("{}/sign-in", self.address)).call().expect("the form");
        let before = cookie_of(&form);
        let token = hidden(&form.body_mut().read_to_string().expect("a body"), "csrf_token");
        let request = self.agent.post(format!("{}/sign-in", self.address)).header("Cookie", before);
        let fields = [("csrf_token", token), ("login", who.to_lowercase()), ("password", PASSWORD.to_owned())];
        let response = request.send_form(fields).expect("an answer");
        assert_eq!(response.status().as_u16(), 303, "{who} signs in");
        cookie_of(&response)
    }
}

/// A bank's answer as the file it comes in.
fn answer_as_csv(result: &Value) -> String {
    let word = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let yuan = |of: &Value| values::Fen(of["amount"].as_i64().expect("an amount")).plain();
    let mut text =
        format!("record,end_to_end_id,status,reason,amount\nresult,{},{}\n", word(result, "message_id"), word(result, "settled_on"));
    for line in result["lines"].as_array().into_iter().flatten() {
        let (id, status, reason) = (word(line, "end_to_end_id"), word(line, "status"), word(line, "reason"));
        text.push_str(&format!("payment,{id},{status},{reason},{}\n", yuan(line)));
    }
    text + &format!("total,{},,,{}\n", result["payments"], yuan(result))
}

/// The cookies a response sets, as a browser sends them back.
fn cookie_of(response: &ureq::http::Response<ureq::Body>) -> String {
    let cookies = response.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    cookies.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

/// The value of a hidden input of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page[start..].split('"').nth(3).expect("a value").to_owned()
}

/// RFC 4648, for the one header that needs it.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for block in text.as_bytes().chunks(3) {
        let bits = block.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - block.len()));
        for position in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * position)) as usize & 63] as char;
            encoded.push(if position <= block.len() { letter } else { '=' });
        }
    }
    encoded
}

impl Door for HttpDoor {
    fn give(&mut self, world: &World, who: &str, procedure: &str, on: CaseTarget, command: Value) -> Answer {
        let word = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
        let done = match (procedure, word("command").as_str()) {
            ("emergency", what) => {
                let fields = [("what", what.to_owned()), ("notice_id", word("notice_id")), ("on", word("on"))];
                self.through_the_desk(who, "/desk/emergencies", &fields)
            }
            ("contribution_assessment", "start") => {
                self.through_the_desk(who, "/desk/contribution-assessments", &[("month", word("month"))])
            }
            ("daily_report", act) => self.through_the_day(who, act, &command),
            ("benefit_payroll", _) => self.through_the_payroll(world, who, on, &command),
            // An edition is read from an uploaded file on a page of the city; the interface opens no case of the city's own area.
            ("treatment_catalogue", _) => None,
            ("appraisal_experts", act) => {
                let of = if act == "register" { &command["expert"] } else { &command };
                let mut fields = vec![("act", act.to_owned())];
                for name in ["name", "specialty", "hospital", "title", "number", "reason"] {
                    fields.push((name, of[name].as_str().map_or_else(|| of[name].to_string(), str::to_owned)));
                }
                self.through_the_desk(who, "/desk/appraisal-experts", &fields)
            }
            // The nightly look has no page: it is the server's own.
            ("contribution_arrears", _) => None,
            _ => return self.through_the_interface(world, who, procedure, on, &command),
        };
        match done {
            Some(()) => Ok(0),
            // A page answers in words; which refusal it was is asked of the case machine, which refuses it again.
            None => {
                self.given += 1;
                PureDoor::starting_at(1_000_000 + self.given).give(world, who, procedure, on, command)
            }
        }
    }
}

/// Replays every story, each on a store of its own.
fn replay_all(new_store: impl Fn(&Story) -> Arc<dyn Store>) {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").expect("the law of Weihai"));
    let hash = PasswordCost::new(64, 1).expect("a cost").hash(PASSWORD, b"0123456789abcdef").expect("a hash");
    for (file, text) in FILES {
        for story in parse(text).unwrap_or_else(|reason| panic!("{file}: {reason}")) {
            let mut world = World::set_up(new_store(&story), law.clone(), &story, &hash).expect("a world");
            let mut door = HttpDoor::open(&world);
            replay(&mut world, &mut door, &story).unwrap_or_else(|reason| panic!("{file}, {}: {reason}", story.title));
        }
    }
}

fn opened(location: &Location) -> Arc<dyn Store> {
    store::migrate(location).expect("a schema");
    store::open(location, Keys::generate().expect("keys")).expect("a store")
}

#[test]
fn every_story_over_http_on_sqlite() {
    let directory = tempfile::tempdir().expect("a directory");
    replay_all(|story| opened(&Location::Embedded { directory: directory.path().join(&story.title) }));
}

#[test]
fn every_story_over_http_on_postgresql() {
    let Some(cluster) = PostgresCluster::shared().expect("a cluster, or none where there is no PostgreSQL") else {
        println!("PostgreSQL: SKIPPED, not found");
        return;
    };
    let documents = tempfile::tempdir().expect("a directory");
    replay_all(|_| {
        let url = cluster.new_database().expect("a database");
        opened(&Location::Postgres { url, documents: documents.path().to_owned() })
    });
}
