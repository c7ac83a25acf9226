/// `null` and absent, told apart.
pub fn double<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

macro_rules! root {
    ($module:ident $name:ident) => {
        pub mod $module {
            pub use super::$name as Type;
            pub fn decode(text: &[u8]) -> Result<Type, serde_json::Error> {
                serde_json::from_slice(text)
            }
            pub fn encode(value: &Type) -> Result<Vec<u8>, serde_json::Error> {
                serde_json::to_vec(value)
            }
        }
    };
}
