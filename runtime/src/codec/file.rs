//! Files to upload: bytes with a name and a media type, a part of their own in `multipart/form-data`.

use super::{Json, Shape, ShapeMut};
use crate::Bytes;
use std::fmt;

/// A file that a form carries (`format: binary`).
///
/// Within JSON there are no files: what came there is text, and is written back as it came. A file of one's own can
/// only be sent as `multipart/form-data`.
///
/// ```
/// use bindery_runtime::File;
///
/// let photo = File::new(vec![0xff, 0xd8]).named("cat.jpg").typed("image/jpeg");
/// assert_eq!(photo.name(), Some("cat.jpg"));
/// assert_eq!(format!("{photo:?}"), "[cat.jpg, 2 bytes]");
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct File {
    bytes: Bytes,
    name: Option<String>,
    content_type: Option<String>,
    /// Whether it came as text within JSON.
    came: bool,
}

impl File {
    /// A file without a name; it is sent under the name of its field.
    pub fn new(bytes: impl Into<Bytes>) -> File {
        File { bytes: bytes.into(), ..File::default() }
    }

    /// With the name that the server is told.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> File {
        File { name: Some(name.into()), ..self }
    }

    /// With its media type, instead of what the document says or `application/octet-stream`.
    #[must_use]
    pub fn typed(self, content_type: impl Into<String>) -> File {
        File { content_type: Some(content_type.into()), ..self }
    }

    /// What is in it.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its media type.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The text that came in its place within JSON.
    pub(crate) fn came(&self) -> Option<&str> {
        if self.came { std::str::from_utf8(&self.bytes).ok() } else { None }
    }

    pub(crate) fn set_came(&mut self, text: &str) {
        *self = File { bytes: Bytes::copy_from_slice(text.as_bytes()), came: true, ..File::default() };
    }
}

impl<T: Into<Bytes>> From<T> for File {
    fn from(bytes: T) -> Self {
        File::new(bytes)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "[{}, {} bytes]", name.escape_debug(), self.bytes.len()),
            None => write!(f, "[{} bytes]", self.bytes.len()),
        }
    }
}

impl Json for File {
    fn blank() -> Self {
        Self::default()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::File(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::File(self)
    }
}
