//! Results of rule A as columns, cut into blocks that workers fill, and their checksum.

use sha2::{Digest, Sha256};

macro_rules! columns {
    ($($field:ident: $kind:ty,)*) => {
        /// One entry a person; money in fen, months as `yyyymm`.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Results {
            $(pub $field: Vec<$kind>,)*
        }

        /// The same columns for a run of rows.
        #[derive(Debug)]
        pub struct Block<'a> {
            pub first: usize,
            $(pub $field: &'a mut [$kind],)*
        }

        impl Results {
            pub fn new(people: usize) -> Results {
                Results { $($field: vec![0; people],)* }
            }

            /// Every column in the order of the format, with the names of its header.
            pub fn names() -> &'static [&'static str] {
                &[$(stringify!($field),)*]
            }

            /// One row, in the order of the names.
            pub fn row(&self, at: usize) -> Vec<i64> {
                vec![$(i64::from(self.$field[at]),)*]
            }

            /// Disjoint blocks of at most `rows` rows.
            pub fn blocks(&mut self, rows: usize) -> Vec<Block<'_>> {
                let mut blocks = Vec::new();
                let mut first = 0;
                $(let mut $field = self.$field.chunks_mut(rows);)*
                loop {
                    let ($(Some($field),)*) = ($($field.next(),)*) else { return blocks };
                    let block = Block { first, $($field,)* };
                    first += block.status.len();
                    blocks.push(block);
                }
            }

            /// Adds every column, one after the other, as 64-bit little-endian numbers.
            fn digest(&self, digest: &mut Sha256) {
                $(for value in &self.$field {
                    digest.update(i64::from(*value).to_le_bytes());
                })*
            }
        }
    };
}

columns! {
    status: i32,
    statutory_month: i32,
    start_month: i32,
    total_months: i32,
    average_index_e4: i32,
    account_balance_fen: i64,
    basic_fen: i64,
    account_fen: i64,
    transitional_fen: i64,
    total_fen: i64,
    arrears_months: i32,
    arrears_fen: i64,
}

impl Results {
    /// SHA-256 over all columns: two programs agree to the fen when it is the same.
    pub fn checksum(&self) -> String {
        let mut digest = Sha256::new();
        self.digest(&mut digest);
        hex::encode(digest.finalize())
    }
}
