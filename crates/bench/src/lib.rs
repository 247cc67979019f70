//! Benchmark of batch determinations: a deterministic population, the benchmark rules through the machinery of the law, and a plain
//! loop over the same arrays as the limit. `bench/FORMAT.md` says what the columns and rules are.

pub mod assessment;
pub mod benchmark_law;
pub mod compare;
pub mod measure;
pub mod panel;
pub mod parameters;
pub mod pension;
pub mod pension_explained;
pub mod pension_tables;
pub mod plain;
pub mod population;
pub mod random;
pub mod results;
pub mod shandong;
