//! Decimal numbers as those of the crate `rust_decimal`.

use crate::codec::Decimal;

impl Decimal {
    /// The number, with as many digits behind the point as the text has.
    ///
    /// # Errors
    /// When the text is none, or has more digits than 96 bits hold: nothing is rounded.
    ///
    /// ```
    /// use bindery_runtime::Decimal;
    /// let price = Decimal::from("19.90").to_decimal()?;
    /// assert_eq!((price * rust_decimal::Decimal::from(3)).to_string(), "59.70");
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn to_decimal(&self) -> Result<rust_decimal::Decimal, rust_decimal::Error> {
        rust_decimal::Decimal::from_str_exact(self)
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Self {
        number.to_string().into()
    }
}
