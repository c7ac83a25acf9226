//! Dates, times and spans as those of the crate `jiff`.

use super::without_offset;
use crate::codec::{Date, DateTime, Duration, Time};

impl DateTime {
    /// The instant.
    ///
    /// # Errors
    /// When the text is none; without an offset (`Z`, `+02:00`) it is none.
    ///
    /// ```
    /// use bindery_runtime::DateTime;
    /// let at = DateTime::from("2026-11-22T09:00:00+01:00").to_jiff()?;
    /// assert_eq!(DateTime::from(at), "2026-11-22T08:00:00Z");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn to_jiff(&self) -> Result<jiff::Timestamp, jiff::Error> {
        self.as_str().parse()
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(at: jiff::Timestamp) -> Self {
        at.to_string().into()
    }
}

impl Date {
    /// The day.
    ///
    /// # Errors
    /// When the text is none.
    ///
    /// ```
    /// use bindery_runtime::Date;
    /// let day = Date::from("2024-02-28").to_jiff()?;
    /// assert_eq!(Date::from(day.tomorrow()?), "2024-02-29");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn to_jiff(&self) -> Result<jiff::civil::Date, jiff::Error> {
        self.as_str().parse()
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(day: jiff::civil::Date) -> Self {
        day.to_string().into()
    }
}

impl Time {
    /// The time on the clock where the offset behind it holds; the offset is left out.
    ///
    /// # Errors
    /// When the text is none.
    ///
    /// ```
    /// use bindery_runtime::Time;
    /// assert_eq!(Time::from("09:30:00Z").to_jiff()?.minute(), 30);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn to_jiff(&self) -> Result<jiff::civil::Time, jiff::Error> {
        without_offset(self).parse()
    }
}

impl From<jiff::civil::Time> for Time {
    /// Without an offset.
    fn from(time: jiff::civil::Time) -> Self {
        time.to_string().into()
    }
}

impl Duration {
    /// The span, its units as they stand: a month stays a month.
    ///
    /// # Errors
    /// When the text is none.
    ///
    /// ```
    /// use bindery_runtime::Duration;
    /// let span = Duration::from("P3DT4H").to_jiff()?;
    /// assert_eq!((span.get_days(), span.get_hours()), (3, 4));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn to_jiff(&self) -> Result<jiff::Span, jiff::Error> {
        self.as_str().parse()
    }
}

impl From<jiff::Span> for Duration {
    fn from(span: jiff::Span) -> Self {
        span.to_string().into()
    }
}
