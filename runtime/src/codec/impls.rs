//! Shapes of the standard types that generated code is made of.

use super::{Json, List, Opt, Shape, ShapeMut};

macro_rules! scalar {
    ($($type:ty: $shape:ident($as:ty) $shape_mut:ident;)*) => {$(
        impl Json for $type {
            fn blank() -> Self {
                Self::default()
            }
            fn shape(&self) -> Shape<'_> {
                Shape::$shape(<$as>::from(*self))
            }
            fn shape_mut(&mut self) -> ShapeMut<'_> {
                ShapeMut::$shape_mut(self)
            }
        }
    )*};
}

scalar! {
    bool: Bool(bool) Bool;
    i32: I64(i64) I32;
    i64: I64(i64) I64;
    u32: U64(u64) U32;
    u64: U64(u64) U64;
    f64: F64(f64) F64;
}

impl Json for () {
    fn blank() -> Self {}
    fn shape(&self) -> Shape<'_> {
        Shape::Unit
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Unit
    }
}

impl Json for String {
    fn blank() -> Self {
        String::new()
    }
    fn shape(&self) -> Shape<'_> {
        Shape::Text(self)
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Text(self)
    }
}

impl<T: Json> Json for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }
    fn shape(&self) -> Shape<'_> {
        T::shape(self)
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        T::shape_mut(self)
    }
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }
    fn shape(&self) -> Shape<'_> {
        Shape::Opt(match self {
            Some(value) => Some(value),
            None => None,
        })
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Opt(self)
    }
}

impl<T: Json> Opt for Option<T> {
    fn clear(&mut self) {
        *self = None;
    }
    fn fill(&mut self) -> &mut dyn Json {
        self.insert(T::blank())
    }
}

impl<T: Json> Json for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
    fn shape(&self) -> Shape<'_> {
        Shape::List(self)
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::List(self)
    }
}

impl<T: Json> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }
    fn get(&self, i: usize) -> Option<&dyn Json> {
        match self.as_slice().get(i) {
            Some(value) => Some(value),
            None => None,
        }
    }
    fn push(&mut self) -> &mut dyn Json {
        self.push(T::blank());
        let last = self.len() - 1;
        #[allow(clippy::indexing_slicing)] // it was pushed the line before
        &mut self[last]
    }
    fn pop(&mut self) {
        self.pop();
    }
    fn clear(&mut self) {
        self.clear();
    }
}
