//! Drawing experts from the city's pool.

use maud::{Markup, html};
use serde_json::{Value, json};
use values::Text;
use web::components::{Choice, FormView};
use web::{FormData, FormReader};

use crate::experts::Pool;

pub(super) fn fields(pool: &Pool, view: &FormView<'_>, seed: &str) -> Markup {
    let fields = pool.specialties().into_iter().map(|field| Choice::new(field, Text::same(field))).collect();
    let people = pool.active().map(|known| Choice::new(known.number.to_string(), Text::same(known.expert.label()))).collect();
    html! {
        p.hint { (view.language.pick(
            "与职工同一单位的专家自动回避。随机种子随本页产生，与抽取时刻、专家名单、回避名单一起记入案卷，任何人可据此重新抽取核对。",
            "Experts who work where the worker does are left out by themselves. The seed comes with this page and is kept with the instant, \
             the pool and who was left out, so that anybody can draw again.",
        )) }
        (view.checkboxes("pick_specialties", Text::new("相关科别", "Fields of the injury"), fields).hint(Text::new("不选的，从全部科别抽取", "None ticked: from every field")).optional())
        (view.radios("pick_count", Text::new("人数", "How many"), vec![
            Choice::new("3", Text::new("3 名", "three")),
            Choice::new("5", Text::new("5 名", "five")),
        ]))
        (view.checkboxes("pick_recused", Text::new("需要回避的专家（近亲属等）", "Experts to leave out (kin, and others concerned)"), people).optional())
        (view.text("pick_recusal_reason", Text::new("回避的理由", "Why they are left out")).max_length(200).optional())
        input type="hidden" name="pick_seed" value=(seed);
    }
}

pub(super) fn command(data: &FormData, reader: &mut FormReader<'_>) -> Value {
    let count = reader.choice("pick_count", &Text::new("人数", "How many"), &["3", "5"]);
    let count = count.and_then(|count| count.parse::<u8>().ok()).unwrap_or(0);
    let specialties: Vec<&str> = data.all("pick_specialties").collect();
    let recused: Vec<u32> = data.all("pick_recused").filter_map(|number| number.parse().ok()).collect();
    json!({
        "command": "draw_from_pool", "specialties": specialties, "count": count, "recused": recused,
        "recusal_reason": data.trimmed("pick_recusal_reason"), "seed": data.trimmed("pick_seed"),
    })
}
