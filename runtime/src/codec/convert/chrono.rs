//! Dates and times as those of the crate `chrono`. It cannot read ISO 8601's durations, so a `Duration` is only made from it.

use super::without_offset;
use crate::codec::{Date, DateTime, Duration, Time};
use chrono::{FixedOffset, NaiveDate, NaiveTime, ParseError, SecondsFormat, TimeDelta, TimeZone};

impl DateTime {
    /// The instant, with the offset that it is spelled with.
    ///
    /// # Errors
    /// When the text is none; without an offset (`Z`, `+02:00`) it is none.
    ///
    /// ```
    /// use bindery_runtime::DateTime;
    /// let at = DateTime::from("2026-11-22T09:00:00+01:00").to_chrono()?;
    /// assert_eq!(DateTime::from(at.to_utc()), "2026-11-22T08:00:00Z");
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn to_chrono(&self) -> Result<chrono::DateTime<FixedOffset>, ParseError> {
        chrono::DateTime::parse_from_rfc3339(self)
    }
}

impl<Tz: TimeZone> From<chrono::DateTime<Tz>> for DateTime {
    fn from(at: chrono::DateTime<Tz>) -> Self {
        at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
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
    /// let day = Date::from("2024-02-28").to_chrono()?;
    /// assert_eq!(day.succ_opt().map(Date::from), Some("2024-02-29".into()));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn to_chrono(&self) -> Result<NaiveDate, ParseError> {
        self.as_str().parse()
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
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
    /// assert_eq!(Time::from("09:30:00Z").to_chrono()?.to_string(), "09:30:00");
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn to_chrono(&self) -> Result<NaiveTime, ParseError> {
        without_offset(self).parse()
    }
}

impl From<NaiveTime> for Time {
    /// Without an offset.
    fn from(time: NaiveTime) -> Self {
        time.to_string().into()
    }
}

impl From<TimeDelta> for Duration {
    /// In seconds, `PT3600S`.
    fn from(span: TimeDelta) -> Self {
        span.to_string().into()
    }
}
