//! Employers: where they are, what they do, how many people they have.

use casework::Employer;
use rules::city::{Area, City};
use values::{AreaCode, Date, Sex, SocialCreditCode, Telephone};

use super::names::person_name;
use super::random::{Draws, Stream};

/// An industry: how its employers are called, its class in the work-injury insurance, how common it is.
struct Industry {
    word: &'static str,
    injury_class: u8,
    weight: u64,
}

const fn industry(word: &'static str, injury_class: u8, weight: u64) -> Industry {
    Industry { word, injury_class, weight }
}

const INDUSTRIES: [Industry; 24] = [
    industry("软件", 1, 5),
    industry("商贸", 1, 12),
    industry("餐饮管理", 2, 8),
    industry("酒店管理", 2, 4),
    industry("物业服务", 2, 5),
    industry("家政服务", 2, 3),
    industry("教育咨询", 1, 4),
    industry("医药", 3, 3),
    industry("食品", 3, 7),
    industry("服装", 3, 5),
    industry("渔具", 3, 6),
    industry("水产", 4, 7),
    industry("电子", 3, 5),
    industry("印刷包装", 3, 3),
    industry("汽车零部件", 4, 3),
    industry("机械制造", 4, 7),
    industry("物流运输", 5, 5),
    industry("化工", 5, 2),
    industry("建筑安装", 6, 6),
    industry("装饰工程", 6, 4),
    industry("船舶修造", 6, 2),
    industry("远洋渔业", 7, 2),
    industry("石材", 7, 1),
    industry("矿业", 8, 1),
];

const BRANDS_FIRST: [&str; 30] = [
    "海", "鑫", "宏", "瑞", "盛", "恒", "金", "东", "华", "天", "新", "泰", "永", "威", "蓝", "福", "兴", "远", "嘉", "正", "荣", "鲁",
    "祥", "安", "润", "昌", "德", "景", "凯", "联",
];

const BRANDS_SECOND: [&str; 30] = [
    "源", "达", "通", "泰", "洋", "丰", "和", "信", "诚", "航", "润", "升", "利", "辉", "业", "顺", "嘉", "康", "宇", "茂", "隆", "创",
    "港", "舟", "澜", "欣", "韵", "岛", "帆", "翔",
];

/// (smallest, largest, weight): few employers are large, and most people work for them.
const SIZES: [(u64, u64, u64); 6] = [(1, 5, 6_200), (6, 20, 2_400), (21, 100, 1_052), (101, 500, 290), (501, 2_000, 50), (2_001, 6_000, 8)];

/// An employer and how many people it has.
pub struct Founded {
    pub employer: Employer,
    pub people: u64,
}

/// Employer number `index` of the city, counted from 0, with `id` inside its area.
pub fn employer(draws: Draws, city: &City, index: u64, area: &Area, id: i64) -> Option<Founded> {
    let people = people(draws, city, index);
    let industry = draws.weighted(Stream::EmployerIndustry, index, 0, &INDUSTRIES, |industry| industry.weight)?;
    let founded_on = founded_on(draws, index);
    let employer = Employer {
        area: area.code,
        id,
        name: name(draws, city, index, industry, people),
        credit_code: credit_code(index)?,
        address: address(draws, index, area),
        contact_name: person_name(draws, Stream::EmployerContact, index, Sex::Female)?.as_str().to_owned(),
        telephone: Some(telephone(draws.below(Stream::EmployerTelephone, index, 0, 100_000_000))?),
        injury_class: industry.injury_class,
        injury_factor_permille: injury_factor(draws, index, industry.injury_class),
        founded_on,
        registered_on: founded_on.first_of_month().saturating_add(jiff::Span::new().months(1).days(9)),
    };
    Some(Founded { employer, people })
}

/// The area of an employer. The first employers go to one area each, so that no area is empty however small the city.
pub fn area_of(draws: Draws, city: &City, index: u64) -> Option<&Area> {
    match city.areas.get(index as usize) {
        Some(area) => Some(area),
        None => draws.weighted(Stream::EmployerArea, index, 0, &city.areas, |area| u64::from(area.population)),
    }
}

fn people(draws: Draws, city: &City, index: u64) -> u64 {
    if (index as usize) < city.areas.len() {
        // Large enough to have cases of every kind, small enough to leave people for the others.
        return 20 + draws.below(Stream::EmployerSize, index, 0, 30);
    }
    let Some((smallest, largest, _)) = draws.weighted(Stream::EmployerSize, index, 1, &SIZES, |(_, _, weight)| *weight) else { return 1 };
    let place = draws.below(Stream::EmployerSize, index, 2, 1_000);
    // The square pulls towards the small end of each class.
    smallest + (largest - smallest + 1) * place * place / 1_000_000
}

fn name(draws: Draws, city: &City, index: u64, industry: &Industry, people: u64) -> String {
    let pick = |draw, choices: &[&'static str]| choices[draws.below(Stream::EmployerName, index, draw, choices.len() as u64) as usize];
    let brand = format!("{}{}", pick(0, &BRANDS_FIRST), pick(1, &BRANDS_SECOND));
    let place = city.name.zh.trim_end_matches('市');
    let form = match people {
        0..=3 if draws.below(Stream::EmployerName, index, 2, 3) == 0 => "经营部",
        0..=500 => "有限公司",
        501..=1_500 => "股份有限公司",
        _ => "集团有限公司",
    };
    format!("{place}{brand}{}{form}", industry.word)
}

fn address(draws: Draws, index: u64, area: &Area) -> String {
    let streets = area.streets.len() as u64;
    let at = if streets == 0 { 0 } else { draws.below(Stream::EmployerAddress, index, 0, streets) };
    let street = area.streets.get(at as usize).map_or("", |street| street.name.as_str());
    let number = 1 + draws.below(Stream::EmployerAddress, index, 1, 300);
    format!("{}{street}{number}号", area.name.zh)
}

/// Founded between 1995 and 2018, so that everybody's employment of 2019 lies after it.
fn founded_on(draws: Draws, index: u64) -> Date {
    let first = jiff::civil::date(1995, 1, 1);
    let days = draws.below(Stream::EmployerAge, index, 0, 24 * 365);
    first.saturating_add(jiff::Span::new().days(days as i64))
}

fn injury_factor(draws: Draws, index: u64, class: u8) -> u16 {
    // 人社部发〔2015〕71号: class 1 is not lowered.
    match draws.below(Stream::EmployerFactor, index, 0, 20) {
        0 => 1_200,
        1 => 1_500,
        2 if class > 1 => 500,
        3 | 4 if class > 1 => 800,
        _ => 1_000,
    }
}

/// The registering region of every synthetic employer. GB/T 2260 has never had a prefecture 3799, so nobody registers there and
/// no code of a real employer begins so.
const REGISTRATION: &str = "91379999";

fn credit_code(index: u64) -> Option<SocialCreditCode> {
    SocialCreditCode::from_parts(REGISTRATION, &format!("Y{index:07}")).ok()
}

/// A mobile number that rings nowhere: the numbering plan has given 161 to no carrier.
pub fn telephone(number: u64) -> Option<Telephone> {
    Telephone::parse(&format!("161{:08}", number % 100_000_000)).ok()
}

/// The areas' counters of employers and people, which number them from 1.
pub fn position_of(areas: &[Area], code: AreaCode) -> Option<usize> {
    areas.iter().position(|area| area.code == code)
}
