macro_rules! root {
    ($module:ident $name:ident) => {
        pub mod $module {
            pub use super::$name as Type;
            use bindery_runtime::codec::*;
            pub fn decode(text: &[u8]) -> Result<Decoded<Type>, DecodeError> {
                bindery_runtime::codec::decode(text, Policy::Lenient)
            }
            pub fn encode(value: &Type) -> Result<Vec<u8>, EncodeError> {
                bindery_runtime::codec::encode(value)
            }
        }
    };
}
