//! A pension claimed after the adjustment of a year, with a start before it: the made-up notice of a test, since no real one is recorded.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::sync::Arc;

use casework::memory::MemoryStore;
use procedures::story::{PureDoor, World, parse, replay};
use rules::{Law, LawSource};

const MADE_UP_2020: &str = r#"
rule = "pension/adjustment"
title = { zh = "示例", en = "example" }
unit = "yuan a month; share of the pension"
[[in_force]]
from = 2020-01-01
until = 2020-12-31
value = { fixed = "40.00", for_each_year = "1.50", share_of_pension = "0.01", for_age = [{ age_years = 70, amount = "20.00" }] }
cite = { document = "示例", article = "" }
"#;

/// All claim in June 2020, after the adjustment was carried out for P. L retired in October 2019: 310 months, 25 whole years, so
/// 40.00 + 37.50 + 22.76 (1% of 2,276.09) are added in January. D retired in December: 312 months, 40.00 + 39.00 + 23.00 on 2,299.93 from
/// the first month. N retired in the year itself and is not adjusted.
const STORY: &str = r#"
story 年度调整之后才核定的，调整一并计入
person P born 1955-03-15 as M60 paid 1995-01..2014-12 drawing 3000.00 since 2015-04 settled 2020-03 certified 2020-12-31 banked
person L born 1959-10-15 as M60 paid 1996-01..2019-10 at 1.0000 crediting 500.00 opening 2018 60000.00 deemed 24 verified
person D born 1959-12-15 as M60 paid 1996-01..2019-12 at 1.0000 crediting 500.00 opening 2018 60000.00 deemed 24 verified
person N born 1960-01-15 as M60 paid 1996-01..2020-01 at 1.0000 crediting 500.00 opening 2018 60000.00 deemed 24 verified
date       | who      | does | follows
2020-04-20 | benefit  | adjust 2020 as A |
2020-04-21 | decider  | approve A | stage A completed; pension P 2019-12 3000.00; pension P 2020-01 3100.00
2020-06-08 | L        | submit pension_claim {"person_id": $self, "account": {"holder": "于海洋", "bank_name": "中国银行", "bank_code": "104465000017", "number": "6217000000000000772"}} as C |
           | D        | submit pension_claim {"person_id": $self, "account": {"holder": "于海洋", "bank_name": "中国银行", "bank_code": "104465000017", "number": "6217000000000000780"}} as E |
           | N        | submit pension_claim {"person_id": $self, "account": {"holder": "于海洋", "bank_name": "中国银行", "bank_code": "104465000017", "number": "6217000000000000798"}} as F |
2020-06-09 | clerk    | accept C |
           | reviewer | review C |
           | clerk    | accept E |
           | reviewer | review E |
           | clerk    | accept F |
           | reviewer | review F |
2020-06-20 | decider  | grant C | starts L 2019-11; pension L 2019-11 2276.09; pension L 2019-12 2276.09; pension L 2020-01 2376.35; pension L 2020-06 2376.35; issues C pension_determination; says C 2020 年养老金调整
           | decider  | grant E | starts D 2020-01; pension D 2020-01 2401.93
           | decider  | grant F | starts N 2020-02; pension N 2020-02 2311.12
2020-07-06 | benefit  | payroll 2020-07 as R | run R 4 64566.86 waits for review; held R nothing; paid L 2019-12 2276.09; paid L 2020-01 2376.35; paid D 2020-01 2401.93; paid P 2020-01 3100.00
"#;

#[test]
fn a_claim_after_the_adjustment_gets_it_in_its_arrears_and_from_then_on() {
    let source = LawSource::embedded().with_file("regions/cn-37/pension/adjustment.toml", MADE_UP_2020);
    let law = Arc::new(Law::load(&source, "cn-3710").unwrap());
    let story = parse(STORY).unwrap().remove(0);
    let mut world = World::set_up(Arc::new(MemoryStore::default()), law, &story, "").unwrap();
    if let Err(reason) = replay(&mut world, &mut PureDoor::default(), &story) {
        panic!("{reason}");
    }
}
