//! The crate that makes the calls of one document: the generated client, a function for each operation that takes its
//! arguments as JSON, and a program that reads the calls and says what became of each.

use crate::real::{self, keep};
use bindery::ir::{Api, Format, Int, Operation, Place, Segment, Shape, Slot};
use bindery::names::{Module, OpNames, escaped};
use bindery::pipeline::Planned;
use std::path::Path;

/// Writes manifest, functions and program.
pub(crate) fn write(folder: &Path, name: &str, planned: &Planned) {
    let runtime = real::root().join("runtime").canonicalize().expect("the runtime is there").display().to_string();
    let manifest = format!(
        "[package]\nname = \"wire-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
        [dependencies]\nbindery-runtime = {{ path = {runtime:?} }}\nserde_json = \"1\"\n\
        tokio = {{ version = \"1\", features = [\"rt\", \"time\"] }}\n"
    );
    keep(&folder.join("Cargo.toml"), &manifest);
    let ops = || planned.api.ops.iter().enumerate();
    let mut functions = String::new();
    let mut rows = String::new();
    for (i, (id, op)) in ops() {
        let names = planned.names.op(id).expect("every operation has a name");
        let methods = [&names.method].into_iter().chain(&names.ways);
        let (texts, ways): (Vec<String>, Vec<String>) = methods
            .enumerate()
            .map(|(way, method)| {
                let call = function(&planned.api, op, names, &planned.names.modules[names.module], method, way);
                (format!("fn op_{i}_{way}{call}"), format!("op_{i}_{way}"))
            })
            .unzip();
        functions.push_str(&texts.concat());
        rows.push_str(&format!("&[{}], ", ways.join(", ")));
    }
    let schemes = planned.api.schemes.iter();
    let credentials: Vec<String> =
        schemes.map(|scheme| format!("        .credential({:?}, \"user:dummy-credential\")\n", scheme.name)).collect();
    let program = PROGRAM
        .replace("        // CREDENTIALS\n", &credentials.concat())
        .replace("// FUNCTIONS\n", &functions)
        .replace("ROWS", &rows);
    keep(&folder.join("src/main.rs"), &program);
}

/// Calls a method of an operation; types of arguments are inferred from it.
fn function(api: &Api, op: &Operation, names: &OpNames, module: &Module, method: &str, way: usize) -> String {
    let mut arguments = Vec::new();
    let mut seen = Vec::new();
    for segment in &op.path {
        let Segment::Param(index) = segment else { continue };
        let (param, member) = (&op.params[*index], &names.members[*index]);
        if !seen.contains(&member) {
            seen.push(member);
            arguments.push(argument(api, &param.slot, &param.name));
        }
    }
    if let Some(body) = op.bodies.get(way) {
        let optional = if body.required { "&call.body()?" } else { "call.optional_body()?.as_ref()" };
        arguments.push(optional.to_owned());
    }
    if names.params.is_some() {
        let rest = op.params.iter().filter(|param| param.place != Place::Path);
        let rows: Vec<String> = rest.map(|param| format!("({:?}, {:?})", place(param.place), param.name)).collect();
        arguments.push(format!("call.params(&[{}])?", rows.join(", ")));
    }
    let handle = module.handle.as_ref().map(|_| format!(".{}()", escaped(&module.name))).unwrap_or_default();
    let (method, arguments) = (escaped(method), arguments.join(", "));
    format!("(client: &api::Client, call: &Call) -> Ready {{ call.ready(client{handle}.{method}({arguments})) }}\n")
}

/// As methods take them: text by `&str`, small values as they are, all else by reference.
fn argument(api: &Api, slot: &Slot, name: &str) -> String {
    let value = format!("call.path({name:?})?");
    match &api.types[api.behind(slot.ty)].shape {
        Shape::Text(format) if !matches!(format, Format::Password | Format::File) => {
            format!("&*call.path::<String>({name:?})?")
        }
        Shape::Bool | Shape::Int(Int::I32 | Int::I64 | Int::U32 | Int::U64) | Shape::Float => value,
        Shape::Text(_)
        | Shape::Bytes
        | Shape::Any
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Tuple(_)
        | Shape::Record(_)
        | Shape::Choice(_)
        | Shape::Union(_)
        | Shape::Alias(_) => format!("&{value}"),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}

const PROGRAM: &str = r#"#![recursion_limit = "512"]
#![allow(warnings)]
mod api;

use bindery_runtime::codec::{Json, Policy, ShapeMut, decode_into};
use bindery_runtime::{Binary, File};
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;

type Ready = Result<Pin<Box<dyn Future<Output = String>>>, String>;

/// One call, as the list of calls has it.
struct Call<'a> {
    number: usize,
    value: &'a Value,
}

fn fill(into: ShapeMut<'_>, value: &Value, what: &str) -> Result<(), String> {
    let notes = decode_into(into, value.to_string().as_bytes(), Policy::Lenient).map_err(|e| format!("{what}: {e}"))?;
    match notes.first() {
        Some(note) => Err(format!("{what}: a note: {note}")),
        None => Ok(()),
    }
}

/// Makes files of bytes where JSON had base64: what reads JSON keeps its text.
fn upload(into: ShapeMut<'_>, value: &Value) -> Result<(), String> {
    match into {
        ShapeMut::File(file) => {
            let mut bytes = Binary::blank();
            let is_base64 = fill(bytes.shape_mut(), value, "").is_ok();
            if let (true, ShapeMut::Bytes(bytes)) = (is_base64, bytes.shape_mut()) {
                *file = File::new(std::mem::take(bytes)).named("file.bin");
            }
        }
        ShapeMut::Opt(option) if !value.is_null() => {
            let mut inner = option.fill();
            fill(inner.reborrow(), value, "upload")?;
            upload(inner, value)?;
        }
        ShapeMut::List(list) => {
            list.clear();
            for value in value.as_array().into_iter().flatten() {
                let mut inner = list.push();
                fill(inner.reborrow(), value, "upload")?;
                upload(inner, value)?;
            }
        }
        ShapeMut::Record(table, record) => {
            for (row, key) in table.keys.iter().enumerate() {
                if let Some(value) = value.get(key.name()) {
                    upload(record.get_mut(row, false), value)?;
                }
            }
        }
        ShapeMut::Union(_, union) => upload(union.arm_mut(), value)?,
        _ => {}
    }
    Ok(())
}

impl Call<'_> {
    fn path<T: Json>(&self, name: &str) -> Result<T, String> {
        let mut value = T::blank();
        let given = self.value["path"].get(name).ok_or_else(|| format!("no value for {name} in the path"))?;
        fill(value.shape_mut(), given, name).map(|()| value)
    }

    fn body<T: Json>(&self) -> Result<T, String> {
        self.optional_body()?.ok_or_else(|| "no value for the body".to_owned())
    }

    fn optional_body<T: Json>(&self) -> Result<Option<T>, String> {
        let Some(given) = self.value.get("body") else { return Ok(None) };
        let mut value = T::blank();
        fill(value.shape_mut(), given, "body")?;
        if self.value["media"].as_str().is_some_and(|media| media.starts_with("multipart/")) {
            upload(value.shape_mut(), given)?;
        }
        Ok(Some(value))
    }

    fn params<T: Json>(&self, rows: &[(&str, &str)]) -> Result<T, String> {
        let mut params = T::blank();
        for (row, (place, name)) in rows.iter().enumerate() {
            let Some(given) = self.value[*place].get(name) else { continue };
            match params.shape_mut() {
                ShapeMut::Record(_, record) => fill(record.get_mut(row, false), given, name)?,
                _ => return Err("parameters are no record".to_owned()),
            }
        }
        Ok(params)
    }

    fn ready<T: Json + 'static, E: Json + 'static>(&self, call: bindery_runtime::Call<T, E>) -> Ready {
        let call = call.header("x-wire-call", &self.number.to_string()).raw();
        Ok(Box::pin(async move {
            match call.await {
                Ok(answer) => answer.status.to_string(),
                Err(error) => format!("{:?}: {error}", error.kind()),
            }
        }))
    }
}

// FUNCTIONS
/// By operation, and by the way to send its body.
const OPS: &[&[fn(&api::Client, &Call) -> Ready]] = &[ROWS];

fn main() {
    let mut args = std::env::args().skip(1);
    let (base, calls) = (args.next().unwrap(), std::fs::read_to_string(args.next().unwrap()).unwrap());
    let client = api::Client::builder()
        .environment(|_| None)
        .base_url(base)
        .env_proxies(false)
        // CREDENTIALS
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let calls: Vec<Value> = serde_json::from_str(&calls).unwrap();
    for (number, value) in calls.iter().enumerate() {
        let call = Call { number, value };
        let place = value["op"].as_u64().unwrap() as usize;
        let way = value["method"].as_u64().unwrap_or(0) as usize;
        let said = match OPS[place][way](&client, &call) {
            Ok(ready) => runtime.block_on(ready),
            Err(reason) => format!("Arguments: {reason}"),
        };
        println!("{number}\t{}", said.replace('\n', " "));
    }
}
"#;
