//! What an entry of the audit log says was done, in words.

use agency::case_parts::event_words;
use agency::registry::Registry;
use values::Text;

/// An act on a case is named by its procedure and what happened, anything else by its own name. A name nobody gave words to stays
/// as it is, so that nothing in the log is hidden.
pub fn what_was_done(registry: &Registry, what: &str) -> Text {
    if let Some(words) = other_than_cases(what) {
        return words;
    }
    let Some((procedure, kinds)) = what.split_once('.') else { return Text::same(what) };
    let Some(surface) = registry.named(procedure) else { return Text::same(what) };
    let title = surface.title();
    let happened: Vec<Text> = kinds.split('+').map(event_words).collect();
    let joined = |pick: fn(&Text) -> &str, mark: &str| happened.iter().map(pick).collect::<Vec<_>>().join(mark);
    Text::new(format!("{}：{}", title.zh, joined(|words| &words.zh, "、")), format!("{}: {}", title.en, joined(|words| &words.en, ", ")))
}

fn other_than_cases(what: &str) -> Option<Text> {
    let (chinese, english) = match what {
        "run.chunk_written" => ("写入一个批次", "Wrote a chunk of a run"),
        "sign_in.done" => ("登录", "Signed in"),
        "sign_in.refused" => ("登录被拒绝", "Sign-in refused"),
        "sign_out" => ("退出登录", "Signed out"),
        "case.looked_at" => ("查看业务", "Looked at a case"),
        "person.looked_at" => ("查看个人档案", "Looked at a person's record"),
        "employer.looked_at" => ("查看单位档案", "Looked at an employer's record"),
        "person.numbers_revealed" => ("查看个人全号", "Read a person's whole numbers"),
        "employer.numbers_revealed" => ("查看单位全号", "Read an employer's whole numbers"),
        "person.pension_looked_at" => ("查看养老待遇", "Looked at a pension"),
        "person.payslips_looked_at" => ("查看发放明细", "Looked at payslips"),
        "person.rights_statement_looked_at" => ("查看权益记录", "Looked at a rights statement"),
        "person.documents_looked_at" => ("查看个人文书", "Looked at a person's documents"),
        "employer.documents_looked_at" => ("查看单位文书", "Looked at an employer's documents"),
        "document.downloaded" => ("下载文书", "Downloaded a document"),
        "benefit_payroll_file_fetched" => ("下载银行代发文件", "Fetched the file for the bank"),
        _ => return None,
    };
    Some(Text::new(chinese, english))
}
