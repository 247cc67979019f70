//! Charts drawn on the server. A bar chart is a real table, so it reads without seeing and wraps on a phone.

use maud::{Markup, html};
use values::{Language, Text};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub name: Text,
    /// The length; what is below zero is drawn as zero.
    pub value: i64,
    /// The value as printed, with its unit.
    pub printed: String,
}

/// `value` as a part of `largest`, in thousandths of the drawing's width.
fn thousandths(value: i64, largest: i64) -> i64 {
    let value = i128::from(value.max(0));
    i64::try_from(value * 1000 / i128::from(largest.max(1))).unwrap_or(1000)
}

pub fn bar_chart(caption: &Text, bars: &[Bar], language: Language) -> Markup {
    let largest = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    html! {
        table.bar-chart {
            caption { (caption.in_language(language)) }
            tbody {
                @for bar in bars {
                    tr {
                        th scope="row" { (bar.name.in_language(language)) }
                        td.bar {
                            svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                                rect.bar-ground x="0" y="0" width="1000" height="20" {}
                                rect.bar-value x="0" y="0" width=(thousandths(bar.value, largest)) height="20" {}
                            }
                        }
                        td.figures { (bar.printed) }
                    }
                }
            }
        }
    }
}

/// The course of a figure as a small line; `summary` says it in words for who does not see it.
pub fn sparkline(values: &[i64], summary: &Text, language: Language) -> Markup {
    let lowest = values.iter().copied().min().unwrap_or(0);
    let highest = values.iter().copied().max().unwrap_or(0);
    let span = i128::from(highest) - i128::from(lowest);
    let last = values.len().saturating_sub(1).max(1) as i128;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(position, value)| {
            let across = 2 + position as i128 * 116 / last;
            let height = if span == 0 { 14 } else { (i128::from(*value) - i128::from(lowest)) * 24 / span };
            format!("{across},{}", 28 - height - 2)
        })
        .collect();
    html! {
        svg.sparkline viewBox="0 0 120 28" role="img" aria-label=(summary.in_language(language)) focusable="false" {
            polyline points=(points.join(" ")) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_scaled_to_the_largest() {
        assert_eq!(thousandths(50, 200), 250);
        assert_eq!(thousandths(-3, 200), 0);
        assert_eq!(thousandths(0, 0), 0);
        assert_eq!(thousandths(i64::MAX, i64::MAX), 1000);
    }

    #[test]
    fn a_line_of_extreme_values_stays_in_its_box() {
        let drawn = sparkline(&[i64::MIN, 0, i64::MAX], &Text::same("x"), Language::Chinese).into_string();
        assert!(drawn.contains("2,26 60,14 118,2"), "{drawn}");
    }
}
