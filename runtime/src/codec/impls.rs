//! Shapes of the standard types that generated code is made of.

use super::{Json, List, Opt, Shape, ShapeMut, Tuple};

macro_rules! scalar {
    ($($type:ty: $shape:ident($as:ty) $shape_mut:ident;)*) => {$(
        impl Json for $type {
            fn blank() -> Self {
                Self::default()
            }
            #[inline]
            fn shape(&self) -> Shape<'_> {
                Shape::$shape(<$as>::from(*self))
            }
            #[inline]
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
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Unit
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Unit
    }
}

impl Json for String {
    fn blank() -> Self {
        String::new()
    }
    #[inline]
    fn shape(&self) -> Shape<'_> {
        Shape::Text(self)
    }
    #[inline]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Text(self)
    }
}

impl<T: Json> Json for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        T::shape(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        T::shape_mut(self)
    }
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }
    #[inline(never)]
    fn present(&self) -> Option<Shape<'_>> {
        self.as_ref().map(T::shape)
    }
    #[inline(never)]
    fn slot(&mut self, filled: bool) -> ShapeMut<'_> {
        if filled { self.insert(T::blank()).shape_mut() } else { ShapeMut::Opt(self) }
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Opt(match self {
            Some(value) => Some(value),
            None => None,
        })
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Opt(self)
    }
}

impl<T: Json> Opt for Option<T> {
    #[inline(never)]
    fn clear(&mut self) {
        *self = None;
    }
    #[inline(never)]
    fn fill(&mut self) -> ShapeMut<'_> {
        self.insert(T::blank()).shape_mut()
    }
}

impl<T: Json> Json for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::List(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::List(self)
    }
}

impl<T: Json> List for Vec<T> {
    #[inline(never)]
    fn len(&self) -> usize {
        self.len()
    }
    #[inline(never)]
    fn get(&self, i: usize) -> Option<&dyn Json> {
        match self.as_slice().get(i) {
            Some(value) => Some(value),
            None => None,
        }
    }
    #[inline(never)]
    fn push(&mut self) -> ShapeMut<'_> {
        self.push(T::blank());
        let last = self.len() - 1;
        #[allow(clippy::indexing_slicing)] // it was pushed the line before
        self[last].shape_mut()
    }
    #[inline(never)]
    fn pop(&mut self) {
        self.pop();
    }
    #[inline(never)]
    fn clear(&mut self) {
        self.clear();
    }
}

macro_rules! tuple {
    ($len:literal: $($element:ident $place:tt)*) => {
        impl<$($element: Json),*> Json for ($($element,)*) {
            fn blank() -> Self {
                ($($element::blank(),)*)
            }
            #[inline(never)]
            fn shape(&self) -> Shape<'_> {
                Shape::Tuple(self)
            }
            #[inline(never)]
            fn shape_mut(&mut self) -> ShapeMut<'_> {
                ShapeMut::Tuple(self)
            }
        }

        impl<$($element: Json),*> Tuple for ($($element,)*) {
            #[inline(never)]
            fn len(&self) -> usize {
                $len
            }
            #[inline(never)]
            fn get(&self, i: usize) -> Option<&dyn Json> {
                match i { $($place => Some(&self.$place),)* _ => None }
            }
            #[inline(never)]
            fn get_mut(&mut self, i: usize) -> Option<ShapeMut<'_>> {
                match i { $($place => Some(self.$place.shape_mut()),)* _ => None }
            }
        }
    };
}

tuple! { 1: A 0 }
tuple! { 2: A 0 B 1 }
tuple! { 3: A 0 B 1 C 2 }
tuple! { 4: A 0 B 1 C 2 D 3 }
tuple! { 5: A 0 B 1 C 2 D 3 E 4 }
tuple! { 6: A 0 B 1 C 2 D 3 E 4 F 5 }
tuple! { 7: A 0 B 1 C 2 D 3 E 4 F 5 G 6 }
tuple! { 8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 }
tuple! { 9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 }
tuple! { 10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 }
tuple! { 11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 }
tuple! { 12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 }
