//! Names of people who do not exist.

use values::{PersonName, Sex};

use super::random::{Draws, Stream};

/// Surnames with about how many of ten thousand people bear them.
const SURNAMES: [(&str, u64); 100] = [
    ("王", 980),
    ("李", 790),
    ("张", 760),
    ("刘", 640),
    ("于", 420),
    ("孙", 360),
    ("姜", 300),
    ("徐", 260),
    ("杨", 230),
    ("宋", 220),
    ("丛", 210),
    ("赵", 200),
    ("陈", 190),
    ("毕", 160),
    ("周", 140),
    ("曲", 140),
    ("吕", 130),
    ("邹", 120),
    ("初", 110),
    ("林", 110),
    ("高", 105),
    ("马", 100),
    ("朱", 95),
    ("吴", 95),
    ("郭", 90),
    ("鞠", 85),
    ("谭", 80),
    ("董", 80),
    ("侯", 75),
    ("隋", 75),
    ("黄", 75),
    ("胡", 70),
    ("邢", 65),
    ("袁", 65),
    ("夏", 60),
    ("梁", 60),
    ("冷", 55),
    ("宫", 55),
    ("田", 55),
    ("韩", 55),
    ("何", 50),
    ("郑", 50),
    ("邵", 50),
    ("苗", 48),
    ("慕", 45),
    ("车", 45),
    ("唐", 45),
    ("连", 42),
    ("沙", 40),
    ("许", 40),
    ("崔", 40),
    ("程", 38),
    ("冯", 38),
    ("曹", 36),
    ("蒋", 35),
    ("沈", 35),
    ("彭", 34),
    ("萧", 30),
    ("潘", 30),
    ("蔡", 30),
    ("贾", 30),
    ("丁", 30),
    ("薛", 28),
    ("叶", 28),
    ("阎", 26),
    ("余", 26),
    ("杜", 26),
    ("魏", 26),
    ("戴", 25),
    ("钟", 24),
    ("汪", 24),
    ("任", 24),
    ("姚", 22),
    ("卢", 22),
    ("傅", 22),
    ("金", 20),
    ("石", 20),
    ("范", 20),
    ("方", 20),
    ("邓", 20),
    ("常", 18),
    ("乔", 18),
    ("贺", 18),
    ("赖", 10),
    ("龚", 16),
    ("文", 14),
    ("滕", 14),
    ("温", 14),
    ("战", 14),
    ("盖", 14),
    ("矫", 12),
    ("阮", 6),
    ("柳", 12),
    ("褚", 8),
    ("欧阳", 6),
    ("司马", 3),
    ("上官", 3),
    ("夏侯", 2),
    ("𠮷", 1),
    ("䶮", 1),
];

const OF_MEN: [&str; 40] = [
    "伟", "强", "磊", "军", "勇", "涛", "鹏", "杰", "峰", "刚", "辉", "波", "斌", "浩", "凯", "飞", "建", "国", "志", "海", "明", "永",
    "文", "德", "福", "学", "宇", "轩", "晨", "博", "超", "帅", "龙", "庆", "忠", "立", "成", "华", "春", "子",
];

const OF_WOMEN: [&str; 40] = [
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀", "玲", "燕", "红", "梅", "英", "华", "慧", "婷", "雪", "洁", "颖", "莉", "萍",
    "云", "桂", "淑", "玉", "春", "晓", "雅", "欣", "怡", "佳", "琳", "璐", "倩", "莹", "蕾", "妍", "晴", "子",
];

/// Characters that fonts, sorting and old encodings stumble over.
const RARE: [&str; 10] = ["𬭎", "𠅤", "㛃", "喆", "昇", "堃", "祎", "𫖯", "玥", "犇"];

/// Names with an interpunct, of the nationalities that write them so.
const WITH_INTERPUNCT: [(&str, Sex); 8] = [
    ("买买提·吐尔逊", Sex::Male),
    ("阿卜杜拉·艾力", Sex::Male),
    ("艾合买提·卡德尔", Sex::Male),
    ("巴特尔·宝音", Sex::Male),
    ("古丽娜尔·买买提", Sex::Female),
    ("阿依古丽·艾山", Sex::Female),
    ("帕提古丽·吾斯曼", Sex::Female),
    ("其其格·巴雅尔", Sex::Female),
];

/// The name of somebody. Keyed by the stream too, so that an employer's contact is not its first employee.
pub fn person_name(draws: Draws, stream: Stream, index: u64, sex: Sex) -> Option<PersonName> {
    if draws.below(stream, index, 0, 400) == 0 {
        let of_sex: Vec<&str> = WITH_INTERPUNCT.iter().filter(|(_, bearer)| *bearer == sex).map(|(name, _)| *name).collect();
        return PersonName::parse(pick(draws, stream, index, 1, &of_sex)).ok();
    }
    let (surname, _) = draws.weighted(stream, index, 2, &SURNAMES, |(_, weight)| *weight)?;
    let characters: &[&str] = if sex == Sex::Male { &OF_MEN } else { &OF_WOMEN };
    let first = pick(draws, stream, index, 3, characters);
    let last = if draws.below(stream, index, 4, 300) == 0 {
        pick(draws, stream, index, 5, &RARE)
    } else {
        pick(draws, stream, index, 6, characters)
    };
    // Every sixth name has one character; a doubled character is a name too.
    let name = if draws.below(stream, index, 7, 6) == 0 { format!("{surname}{last}") } else { format!("{surname}{first}{last}") };
    PersonName::parse(&name).ok()
}

fn pick<'a>(draws: Draws, stream: Stream, index: u64, draw: u64, choices: &[&'a str]) -> &'a str {
    let at = draws.below(stream, index, draw, choices.len().max(1) as u64) as usize;
    choices.get(at).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_name_and_rare_characters_occur() {
        let draws = Draws::new(2020);
        let names: Vec<PersonName> =
            (0..20_000).map(|index| person_name(draws, Stream::PersonName, index, Sex::Female).expect("a name")).collect();
        assert!(names.iter().any(|name| name.as_str().contains('·')));
        assert!(names.iter().any(|name| name.as_str().chars().any(|character| u32::from(character) > 0xFFFF)));
        let distinct: HashSet<&str> = names.iter().map(PersonName::as_str).collect();
        assert!(distinct.len() > 5_000, "{}", distinct.len());
        let of_wang = names.iter().filter(|name| name.as_str().starts_with('王')).count();
        assert!((1_500..2_700).contains(&of_wang), "{of_wang}");
    }

    #[test]
    fn every_rare_character_is_a_name() {
        for character in RARE.iter().chain(SURNAMES.iter().map(|(surname, _)| surname)) {
            assert!(PersonName::parse(&format!("{character}明")).is_ok(), "{character}");
        }
        for (name, _) in WITH_INTERPUNCT {
            assert_eq!(PersonName::parse(name).map(|name| name.as_str().to_owned()), Ok(name.to_owned()));
        }
    }
}
