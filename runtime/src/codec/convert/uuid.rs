//! UUIDs as those of the crate `uuid`.

use crate::codec::Uuid;

impl Uuid {
    /// The UUID, spelled with or without hyphens, in braces or as a URN.
    ///
    /// # Errors
    /// When the text is none.
    ///
    /// ```
    /// use bindery_runtime::Uuid;
    /// let id = Uuid::from("936da01f-9abd-4d9d-80c7-02af85c822a8");
    /// assert_eq!(id.to_uuid()?.get_version_num(), 4);
    /// # Ok::<(), uuid::Error>(())
    /// ```
    pub fn to_uuid(&self) -> Result<uuid::Uuid, uuid::Error> {
        self.as_str().parse()
    }
}

impl From<uuid::Uuid> for Uuid {
    fn from(uuid: uuid::Uuid) -> Self {
        uuid.to_string().into()
    }
}
