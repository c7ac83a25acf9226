//! Tables of texts, and what they mean; `-` is an error.

use crate::codec::{Ipv4, Ipv6};

/// Each text, and how what it means is printed by the type it was converted to; and back.
macro_rules! table {
    ($type:ident.$convert:ident: $($text:literal => $meaning:literal => $back:literal;)*) => {$(
        let found = $type::from($text).$convert();
        assert_eq!(found.as_ref().map_or("-".to_owned(), ToString::to_string), $meaning, "{}", $text);
        assert_eq!(found.map_or("-".into(), $type::from), $back, "{}", $text);
    )*};
}

#[test]
fn addresses() {
    table! { Ipv4.to_addr:
        "127.0.0.1" => "127.0.0.1" => "127.0.0.1";
        "127.0.0.01" => "-" => "-";
        "" => "-" => "-";
    }
    table! { Ipv6.to_addr:
        "2001:DB8:0:0::1" => "2001:db8::1" => "2001:db8::1";
        "fe80::1%eth0" => "-" => "-";
        "127.0.0.1" => "-" => "-";
    }
}

#[cfg(feature = "jiff")]
#[test]
fn jiff() {
    use crate::codec::{Date, DateTime, Duration, Time};
    table! { DateTime.to_jiff:
        "2026-11-22T09:00:00Z" => "2026-11-22T09:00:00Z" => "2026-11-22T09:00:00Z";
        "2026-11-22 09:00:00.1234567+01:00" => "2026-11-22T08:00:00.1234567Z" => "2026-11-22T08:00:00.1234567Z";
        "2026-11-22T09:00:00" => "-" => "-";
        "2026-13-22T09:00:00Z" => "-" => "-";
        "yesterday" => "-" => "-";
    }
    table! { Date.to_jiff:
        "2026-11-22" => "2026-11-22" => "2026-11-22";
        "2026-02-29" => "-" => "-";
        "0000-00-00" => "-" => "-";
    }
    table! { Time.to_jiff:
        "09:30:00Z" => "09:30:00" => "09:30:00";
        "09:30:00.5+02:00" => "09:30:00.5" => "09:30:00.5";
        "09:30:00-02:00" => "09:30:00" => "09:30:00";
        "09:30" => "09:30:00" => "09:30:00";
        "25:00:00" => "-" => "-";
    }
    table! { Duration.to_jiff:
        "P3DT4H" => "P3DT4H" => "P3DT4H";
        "P1Y2M" => "P1Y2M" => "P1Y2M";
        "PT0.5S" => "PT0.5S" => "PT0.5S";
        "three days" => "-" => "-";
    }
}

#[cfg(feature = "chrono")]
#[test]
fn chrono() {
    use crate::codec::{Date, DateTime, Duration, Time};
    table! { DateTime.to_chrono:
        "2026-11-22T09:00:00Z" => "2026-11-22 09:00:00 +00:00" => "2026-11-22T09:00:00Z";
        "2026-11-22T09:00:00.123456+01:00" => "2026-11-22 09:00:00.123456 +01:00" => "2026-11-22T09:00:00.123456+01:00";
        "2026-11-22T09:00:00" => "-" => "-";
        "yesterday" => "-" => "-";
    }
    table! { Date.to_chrono:
        "2026-11-22" => "2026-11-22" => "2026-11-22";
        "2026-02-29" => "-" => "-";
    }
    table! { Time.to_chrono:
        "09:30:00Z" => "09:30:00" => "09:30:00";
        "09:30:00.5+02:00" => "09:30:00.500" => "09:30:00.500";
        "25:00:00" => "-" => "-";
    }
    assert_eq!(Duration::from(::chrono::TimeDelta::hours(1)), "PT3600S");
}

#[cfg(feature = "uuid")]
#[test]
fn uuid() {
    use crate::codec::Uuid;
    table! { Uuid.to_uuid:
        "936DA01F-9ABD-4D9D-80C7-02AF85C822A8" => "936da01f-9abd-4d9d-80c7-02af85c822a8" => "936da01f-9abd-4d9d-80c7-02af85c822a8";
        "936da01f9abd4d9d80c702af85c822a8" => "936da01f-9abd-4d9d-80c7-02af85c822a8" => "936da01f-9abd-4d9d-80c7-02af85c822a8";
        "936da01f" => "-" => "-";
    }
}

#[cfg(feature = "rust_decimal")]
#[test]
fn decimal() {
    use crate::codec::Decimal;
    table! { Decimal.to_decimal:
        "19.90" => "19.90" => "19.90";
        "-0.001" => "-0.001" => "-0.001";
        "0.12345678901234567890123456789" => "-" => "-";
        "12e3" => "-" => "-";
        "" => "-" => "-";
    }
}
