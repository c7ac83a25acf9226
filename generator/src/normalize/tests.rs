#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::{Version, normalize};
use crate::diag::{Code, Diagnostics};
use crate::source::parse;
use serde_json::{Value, json};

/// The rewritten document, its version and what was said.
fn normalized(text: &str) -> (Value, Option<Version>, Vec<String>) {
    let mut diags = Diagnostics::default();
    let mut document = parse("test", text.to_owned(), &mut diags).unwrap();
    let version = normalize(&mut document, &mut diags);
    // What these documents lack, because they are short, and what they are there to have changed is no finding of theirs.
    let expected = [Code::Missing, Code::SpelledOut, Code::BesideReference];
    let said = diags.iter().filter(|d| !expected.contains(&d.code));
    let said = said.map(|d| format!("{} {}: {}", d.code.id(), document.pointer(d.at), d.message)).collect();
    (document.root().value().clone(), version, said)
}

/// The schema `A` of a document that consists of it.
fn schema(schema: &Value) -> Value {
    let document = json!({"openapi": "3.0.3", "components": {"schemas": {"A": schema}}});
    let (value, version, said) = normalized(&document.to_string());
    assert_eq!((version, said), (Some(Version::V3_0), vec![]));
    value["components"]["schemas"]["A"].clone()
}

#[test]
fn types_of_other_notations_are_spelled_as_types() {
    let null = "`null` without quotes names no type; it is read as `\"null\"`";
    let list = |word: &str| format!("`{word}` is no type of JSON; it is read as a list of `string`");
    let of_text = json!({"type": "array", "items": {"type": "string"}});
    let cases = [
        (json!({"type": ["string", null]}), json!({"type": ["string", "null"]}), null.to_owned()),
        (json!({"type": null}), json!({"type": "null"}), null.to_owned()),
        (
            json!({"type": null, "title": "A", "x-a": 1}),
            json!({"type": "null", "title": "A", "x-a": 1}),
            null.to_owned(),
        ),
        (
            json!({"type": null, "properties": {}}),
            json!({"properties": {}}),
            "`type` is null, which names no type; it is ignored".to_owned(),
        ),
        (json!({"type": "string[]"}), of_text.clone(), list("string[]")),
        (json!({"type": "Array<string>"}), of_text.clone(), list("Array<string>")),
        (json!({"type": "list[string]"}), of_text.clone(), list("list[string]")),
        (
            json!({"type": "string[]", "items": {"format": "uuid"}}),
            json!({"type": "array", "items": {"format": "uuid"}}),
            list("string[]"),
        ),
        (
            json!({"type": "string[]", "format": "uuid", "enum": ["a"], "maxItems": 2}),
            json!({"type": "array", "maxItems": 2, "items": {"type": "string", "enum": ["a"], "format": "uuid"}}),
            list("string[]"),
        ),
        (
            json!({"type": "object[]", "required": ["a"], "properties": {"a": {}}, "minItems": 1}),
            json!({"type": "array", "minItems": 1, "items": {"type": "object", "properties": {"a": {}}, "required": ["a"]}}),
            "`object[]` is no type of JSON; it is read as a list of `object`".to_owned(),
        ),
        (
            json!({"type": "string[]", "enum": [["a"]]}),
            json!({"type": "array", "enum": [["a"]], "items": {"type": "string"}}),
            list("string[]"),
        ),
    ];
    for (given, expected, message) in cases {
        let document = json!({"openapi": "3.0.3", "components": {"schemas": {"A": given}}});
        let (value, _, said) = normalized(&document.to_string());
        assert_eq!(value["components"]["schemas"]["A"], expected, "{given}");
        let said: Vec<&str> = said.iter().filter_map(|said| Some(said.split_once(": ")?.1)).collect();
        assert_eq!(said, [message], "{given}");
    }
}

#[test]
fn schemas_are_brought_up_to_2020_12() {
    let cases = [
        // nullable
        (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
        (json!({"type": "string", "nullable": false}), json!({"type": "string"})),
        (json!({"type": "string", "x-nullable": true}), json!({"type": ["string", "null"]})),
        (json!({"type": ["string"], "nullable": true}), json!({"type": ["string", "null"]})),
        (json!({"type": ["null"], "nullable": true}), json!({"type": ["null"]})),
        (json!({"type": "null", "nullable": true}), json!({"type": "null"})),
        (
            json!({"nullable": true, "type": "string", "enum": ["a"]}),
            json!({"type": ["string", "null"], "enum": ["a", null]}),
        ),
        (
            json!({"nullable": true, "type": "string", "enum": [null, "a"]}),
            json!({"type": ["string", "null"], "enum": [null, "a"]}),
        ),
        (json!({"$ref": "#/x", "nullable": true}), json!({"$ref": "#/x", "x-bindery-nullable": true})),
        (json!({"allOf": [{}], "nullable": true}), json!({"allOf": [{}], "x-bindery-nullable": true})),
        // boolean bounds
        (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
        (json!({"maximum": 1.5, "exclusiveMaximum": true}), json!({"exclusiveMaximum": 1.5})),
        (json!({"minimum": 1, "exclusiveMinimum": false}), json!({"minimum": 1})),
        (json!({"exclusiveMinimum": true}), json!({})),
        (json!({"minimum": 0, "exclusiveMinimum": 1}), json!({"minimum": 0, "exclusiveMinimum": 1})),
        // example
        (json!({"example": {"nullable": true}}), json!({"examples": [{"nullable": true}]})),
        (json!({"example": 1, "examples": [2]}), json!({"examples": [1, 2]})),
        (json!({"example": 1, "examples": [1]}), json!({"examples": [1]})),
        (json!({"example": 1, "examples": {"a": {}}}), json!({"examples": [1]})),
        // nothing to do
        (json!({"type": "object", "properties": {}}), json!({"type": "object", "properties": {}})),
        (json!(true), json!(true)),
    ];
    for (before, after) in cases {
        assert_eq!(schema(&before), after, "{before}");
    }
}

#[test]
fn order_of_keys_is_kept() {
    let after = schema(
        &json!({"nullable": true, "title": "t", "type": "integer", "example": 1, "format": "int32", "minimum": 0}),
    );
    assert_eq!(
        after.to_string(),
        r#"{"title":"t","type":["integer","null"],"format":"int32","minimum":0,"examples":[1]}"#
    );
}

#[test]
fn schemas_are_found_wherever_they_stand() {
    let (old, new) = (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]}));
    let build = |s: &Value| {
        let media = json!({"content": {"application/json": {"schema": s, "encoding": {"a": {"headers": {"X-A": {"schema": s}}}}}}});
        let operation = json!({
            "parameters": [{"name": "a", "in": "query", "schema": s}, {"name": "b", "in": "query", "content": {"application/json": {"schema": s}}}],
            "requestBody": media,
            "responses": {"200": {"description": "", "headers": {"x-a": {"schema": s}}, "content": media["content"]}, "x-a": {"content": {"a": {"schema": old}}}},
            "callbacks": {"done": {"{$request.body#/url}": {"post": {"requestBody": media}}}},
        });
        json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"parameters": [{"schema": s}], "get": operation, "x-get": {"parameters": [{"schema": old}]}}},
            "webhooks": {"w": {"post": operation}},
            "components": {
                "schemas": {
                    "x-odd-name": s,
                    "A": {
                        "properties": {"nullable": s, "example": s, "x-a": s, "default": {"items": s}},
                        "patternProperties": {"^a": s}, "$defs": {"a": s}, "dependentSchemas": {"a": s},
                        "allOf": [s], "oneOf": [s], "anyOf": [{"not": s}], "prefixItems": [s],
                        "additionalProperties": s, "propertyNames": s, "contains": s, "if": s, "then": s, "else": s,
                        "default": old, "enum": [old], "const": old, "examples": [old], "x-schema": old,
                    },
                    "List": {"items": [s, s]},
                },
                "parameters": {"P": {"schema": s, "example": old, "examples": {"e": {"value": old}}}},
                "headers": {"H": {"schema": s}},
                "responses": {"R": media},
                "requestBodies": {"B": media},
                "pathItems": {"I": {"get": operation}},
                "callbacks": {"C": {"{$url}": {"get": operation}}},
            },
        })
    };
    let (value, _, said) = normalized(&build(&old).to_string());
    let expected = [
        "B0216 #/webhooks: `webhooks` are calls of the server to its clients, which are not read yet",
        "B0216 #/paths/~1a/get/callbacks: `callbacks` of 4 operations are calls of the server to its clients, which are not read yet",
    ];
    assert_eq!((value, said), (build(&new), expected.map(str::to_owned).to_vec()));
}

#[test]
fn text_is_text_where_the_specification_says_so() {
    let yaml = "
openapi: 3.0
info: {title: 1, version: 1.10, description: , x-version: 1.10, license: {name: 0x1F}}
tags: [{name: true}]
paths:
  /a:
    get: {operationId: 1_000, tags: [007, 1e3, No, true], summary: ~, responses: {200: {description: 200}}}
components:
  schemas:
    A:
      type: string
      title: 2020
      enum: [1, yes, 2020-01-01, 1.0, true, null]
      default: 1.50
      example: 0o17
      discriminator: {propertyName: 1, mapping: {a: 2}}
    B: {type: integer, enum: [1, 2], required: [1], properties: {description: {type: boolean, default: true}}}
    C: {type: [string, integer], enum: [1]}
    D: {type: [string, 'null'], const: 1.0}
";
    let expected = json!({
        "openapi": "3.0",
        "info": {"title": "1", "version": "1.10", "x-version": 1.1, "license": {"name": "0x1F"}},
        "tags": [{"name": "true"}],
        "paths": {"/a": {"get": {
            "operationId": "1_000", "tags": ["007", "1e3", "No", "true"], "responses": {"200": {"description": "200"}},
        }}},
        "components": {"schemas": {
            "A": {
                "type": "string", "title": "2020", "enum": ["1", "yes", "2020-01-01", "1.0", "true", null], "default": "1.50",
                "discriminator": {"propertyName": "1", "mapping": {"a": "2"}}, "examples": ["0o17"],
            },
            "B": {
                "type": "integer", "enum": [1, 2], "required": ["1"],
                "properties": {"description": {"type": "boolean", "default": true}},
            },
            "C": {"type": ["string", "integer"], "enum": [1]},
            "D": {"type": ["string", "null"], "const": "1.0"},
        }},
    });
    assert_eq!(normalized(yaml), (expected, Some(Version::V3_0), vec![]));
    let (value, ..) = normalized("{\"openapi\": 3.10, \"info\": {\"version\": 1.10, \"title\": null}}");
    assert_eq!(value, json!({"openapi": "3.10", "info": {"version": "1.10"}}));
    let (value, ..) = normalized("a: &a {version: 1.10}\nopenapi: 3.1.0\ninfo: {<<: *a}");
    assert_eq!(value["info"], json!({"version": "1.1"}));
}

#[test]
fn parts_of_which_nothing_is_said_are_files() {
    let text = |version: &str| {
        format!(
            "openapi: {version}
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data: {{schema: {{properties: {{a: {{}}, b: {{description: B}}, c: {{type: array, items: {{}}}}, d: {{type: object}}}}}}}}
          application/json: {{schema: {{properties: {{a: {{}}}}}}}}
"
        )
    };
    let content = |version| {
        let (value, ..) = normalized(&text(version));
        value["paths"]["/a"]["post"]["requestBody"]["content"].clone()
    };
    let file = json!({"type": "string", "format": "binary"});
    let described = json!({"description": "B", "type": "string", "format": "binary"});
    let new = content("3.1.0");
    assert_eq!(
        new["multipart/form-data"]["schema"]["properties"],
        json!({"a": file, "b": described, "c": {"type": "array", "items": file}, "d": {"type": "object"}})
    );
    assert_eq!(new["application/json"]["schema"]["properties"], json!({"a": {}}));
    assert_eq!(content("3.0.3")["multipart/form-data"]["schema"]["properties"]["a"], json!({}));
}

#[test]
fn versions_are_told_apart() {
    let cases = [
        ("openapi: 3.0.3", Ok(Version::V3_0)),
        ("openapi: 3.0", Ok(Version::V3_0)),
        ("openapi: 3.0.0-rc1", Ok(Version::V3_0)),
        ("openapi: '3.1.1'", Ok(Version::V3_1)),
        ("openapi: 3.2.0", Err("B0202 #/openapi: OpenAPI 3.2.0 cannot be read yet")),
        ("openapi: 3.10.0", Err("B0202 #/openapi: OpenAPI 3.10.0 cannot be read yet")),
        ("openapi: 4.0.0", Err("B0202 #/openapi: OpenAPI 4.0.0 cannot be read yet")),
        ("openapi: {a: 1}", Err("B0202 #/openapi: the version of OpenAPI is not text")),
        ("swagger: '2.0'", Err("B0202 #/swagger: Swagger 2.0 cannot be read yet")),
        ("swagger: 2.0", Err("B0202 #/swagger: Swagger 2.0 cannot be read yet")),
        ("asyncapi: 3.0.0", Err("B0201 #/asyncapi: this is an AsyncAPI document, not an OpenAPI document")),
        ("a: 1", Err("B0201 #: this is no OpenAPI document: `openapi` is missing")),
        ("openapi:", Err("B0201 #: this is no OpenAPI document: `openapi` is missing")),
        (
            "OpenAPI: 3.0.0",
            Err("B0201 #/OpenAPI: this is no OpenAPI document: `openapi` is missing, and `OpenAPI` means nothing"),
        ),
        ("info: {_postman_id: a}", Err("B0201 #/info: this is a Postman collection, not an OpenAPI document")),
        ("[]", Err("B0201 #: this is no OpenAPI document: it is not an object")),
    ];
    for (text, expected) in cases {
        let (_, version, said) = normalized(text);
        match expected {
            Ok(expected) => assert_eq!((version, said), (Some(expected), vec![]), "{text}"),
            Err(expected) => assert_eq!((version, said), (None, vec![expected.to_owned()]), "{text}"),
        }
    }
}

#[test]
fn deepest_schema_is_rewritten_on_a_small_stack() {
    let text = format!(
        "{{\"openapi\": \"3.0.0\", \"components\": {{\"schemas\": {{\"A\": {}{{}}{}}}}}}}",
        "{\"not\": ".repeat(508),
        "}".repeat(508)
    );
    assert_eq!(normalized(&text).1, Some(Version::V3_0));
}

#[test]
fn misplaced_schemas_are_put_where_they_belong() {
    let media = |media: Value| json!({"content": {"application/json": media}});
    let reference = json!({"$ref": "#/components/schemas/A"});
    let cases = [
        (
            media(json!({"type": "string", "nullable": true, "example": "a"})),
            1,
            media(json!({"example": "a", "schema": {"type": ["string", "null"]}})),
        ),
        (media(reference.clone()), 1, media(json!({"schema": reference}))),
        (media(json!({"$ref": "#/components/mediaTypes/A"})), 0, media(json!({"$ref": "#/components/mediaTypes/A"}))),
        (media(json!({"schema": {}, "items": {}})), 0, media(json!({"schema": {}, "items": {}}))),
        (reference.clone(), 1, media(json!({"schema": reference}))),
        (json!({"$ref": "#/components/responses/A"}), 0, json!({"$ref": "#/components/responses/A"})),
    ];
    for (old, findings, new) in cases {
        let build = |response: &Value| {
            let info = json!({"title": "T", "version": "1"});
            json!({"openapi": "3.0.3", "info": info, "paths": {"/a": {"get": {"responses": {"200": response}}}}})
        };
        let (value, _, said) = normalized(&build(&old).to_string());
        assert_eq!((value, said.len()), (build(&new), findings), "{old}");
    }
}

#[test]
fn what_is_missing_misspelled_or_of_the_wrong_kind_is_said() {
    let text = "
openapi: 3.1.0
info: {title: T}
pathz: {}
paths:
  /a:
    GET: {responses: {}}
    list: {responses: {}}
    parameters: {name: a}
    post:
      operationId: [a]
      tags: b
      responses: [{}]
      requestBody: {content: {schema: {type: string}}}
    put: {description: {a: b}, responses: {'200': ok}}
components:
  schemas:
    A:
      properties: [a]
      required: true
      enum: a
      readonly: true
      oneOf: {}
      propertes: {}
      minlength: 1
      x-properties: {}
      format: [a]
      required_: [1]
    B: {required: [a, 1], properties: {propertes: {item: {type: string}}}}
    C: {type: 5, minLength: '5', maximum: 5, allOf: [5, true], anyOf: [], additionalProperties: 'yes', not: false}
  parameters: {P: {name: p, in: query, type: string}}
  securitySchemes: {a: text}
";
    let expected = [
        "B0214 #/info: the document has no `version` in its `info` (any text will do, such as `version: 1.0.0`)",
        "B0215 #/paths/~1a/GET: `GET` is read as `get` (write it as `get`)",
        "B0215 #/paths/~1a/list: `list` is no method of HTTP that OpenAPI knows; what it holds is ignored",
        "B0210 #/paths/~1a/parameters: `parameters` should be a list, found an object; it is ignored (write it as a list: `- { name: id, in: path, … }`)",
        "B0210 #/paths/~1a/post/operationId: `operationId` should be text, found a list; it is ignored",
        "B0210 #/paths/~1a/post/tags: `tags` should be a list of texts, found text; it is ignored (write it as a list: `[b]`)",
        "B0210 #/paths/~1a/post/responses: `responses` should be an object, found a list; it is ignored (write them by status: `\"200\": { description: … }`)",
        "B0210 #/paths/~1a/post/requestBody/content/schema: `schema` in `content` is no media type (write it as `application/json: { schema: … }`)",
        "B0210 #/paths/~1a/put/description: `description` should be text, found an object; it is ignored",
        "B0210 #/paths/~1a/put/responses/200: `200` in `responses` should be an object, found text; it is ignored",
        "B0210 #/components/securitySchemes/a: `a` in `securitySchemes` should be an object, found text; it is ignored",
        "B0210 #/components/schemas/A/properties: `properties` should be an object, found a list; it is ignored (write them by name: `id: { type: … }`)",
        "B0210 #/components/schemas/A/required: `required` should be a list of texts, found a boolean; it is ignored (leave it out; an object lists the properties that it requires: `required: [id]`)",
        "B0210 #/components/schemas/A/enum: `enum` should be a list, found text; it is ignored (write it as a list: `[a]`)",
        "B0215 #/components/schemas/A/readonly: `readonly` means nothing here and is ignored (did you mean `readOnly`?)",
        "B0210 #/components/schemas/A/oneOf: `oneOf` should be a list, found an object; it is ignored (write it as a list: begin it with `- `)",
        "B0215 #/components/schemas/A/minlength: `minlength` means nothing here and is ignored (did you mean `minLength`?)",
        "B0210 #/components/schemas/A/format: `format` should be text, found a list; it is ignored",
        "B0215 #/components/schemas/B/properties/propertes/item: `item` means nothing here and is ignored (did you mean `items`?)",
        "B0210 #/components/schemas/C/additionalProperties: `additionalProperties` should be `true`, `false` or a schema, found text; it counts as `true` (write it as `true`)",
        "B0210 #/components/schemas/C/type: `type` should be the name of a type, or a list of them, found a number; it is ignored",
        "B0210 #/components/schemas/C/minLength: `minLength` should be a number, found text; it is ignored (leave out the quotes)",
        "B0210 #/components/schemas/C/allOf/0: an element of `allOf` should be an object, found a number; it is ignored",
        "B0210 #/components/schemas/C/anyOf: `anyOf` lists nothing, and says nothing",
        "B0215 #/components/parameters/P/type: `type` stands in the parameter itself; it is read as if it stood in its `schema` (write it as `schema: { type: … }`)",
    ];
    assert_eq!(findings(text), expected);
}

/// What was said, with the help.
fn findings(text: &str) -> Vec<String> {
    let mut diags = Diagnostics::default();
    let mut document = parse("test.yaml", text.trim_start().to_owned(), &mut diags).unwrap();
    normalize(&mut document, &mut diags);
    let said = diags.iter().map(|d| {
        let help = d.help.as_deref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} {}: {}{help}", d.code.id(), document.pointer(d.at), d.message)
    });
    said.collect()
}

/// The findings about one part of a document that is right otherwise, their places from that part on.
fn findings_at(pointer: &str, part: Value) -> Vec<String> {
    let keys: Vec<String> = pointer.split('/').skip(1).map(|key| key.replace("~1", "/")).collect();
    let mut document = keys.iter().rev().fold(part, |part, key| json!({ key: part }));
    document["openapi"] = json!("3.0.3");
    document["info"] = json!({"title": "T", "version": "1"});
    findings(&document.to_string()).iter().map(|said| said.replacen(pointer, "", 1)).collect()
}

#[test]
fn what_is_nearly_right_is_read_as_what_it_means() {
    let (path, schema, parameters) = ("#/paths/~1a", "#/components/schemas/A", "#/paths/~1a/parameters");
    let responses = json!({"200": {"description": "d"}});
    let callbacks = json!({"done": {"$ref": "#/components/callbacks/Done", "description": "d"}});
    let cases: &[(&str, Value, &[&str])] = &[
        (
            path,
            json!({"get": {"responses": responses, "callbacks": callbacks}}),
            &["B0216 /get/callbacks: `callbacks` are calls of the server to its clients, which are not read yet"],
        ),
        (path, json!({"get": {"responses": responses, "callbacks": {}}}), &[]),
        (
            path,
            json!({"Post": {"responses": {"200": 5}}}),
            &[
                "B0215 /Post: `Post` is read as `post` (write it as `post`)",
                "B0210 /Post/responses/200: `200` in `responses` should be an object, found a number; it is ignored",
            ],
        ),
        (
            path,
            json!({"GET": {"responses": responses}, "get": {"responses": responses}, "PUT": {}, "Put": {}}),
            &[
                "B0215 /GET: `GET` is the method that `get` is, which counts; what `GET` holds is left out (leave one of them out)",
                "B0215 /PUT: `PUT` is read as `put` (write it as `put`)",
                "B0215 /Put: `Put` is the method that `PUT` is, which counts; what `Put` holds is left out (leave one of them out)",
            ],
        ),
        (
            schema,
            json!({"properties": {"c": {"required": false}, "d": {"required": true}, "e": {"required": "true"}}}),
            &[
                "B0210 /properties/c/required: `required` should be a list of texts, found a boolean; it is ignored (leave it out: what no list of required properties names is optional)",
                "B0210 /properties/d/required: `required` should be a list of texts, found a boolean; it is ignored (name the property in the `required` of the object around it: `required: [d]`)",
                "B0210 /properties/e/required: `required` should be a list of texts, found text; it is ignored (name the property in the `required` of the object around it: `required: [e]`)",
            ],
        ),
        (
            schema,
            json!({"nullable": "true", "readOnly": "False", "additionalProperties": "false", "uniqueItems": "maybe"}),
            &[
                "B0210 /nullable: `nullable` should be `true` or `false`, found text; it counts as `true` (leave out the quotes)",
                "B0210 /readOnly: `readOnly` should be `true` or `false`, found text; it counts as `false` (write it as `false`)",
                "B0210 /additionalProperties: `additionalProperties` should be `true`, `false` or a schema, found text; it counts as `false` (leave out the quotes)",
                "B0210 /uniqueItems: `uniqueItems` should be `true` or `false`, found text; it is ignored",
            ],
        ),
        (
            schema,
            json!({"property": {"a": {}}, "desciption": "d", "format": "date ", "propertyOrder": ["a"], "nulable": true}),
            &[
                "B0309 /format: the format `date ` has spaces around it, and is read as `date` (write it as `date`)",
                "B0215 /property: `property` means nothing here and is ignored (did you mean `properties`?)",
                "B0215 /desciption: `desciption` means nothing here and is ignored (did you mean `description`?)",
                "B0215 /nulable: `nulable` means nothing here and is ignored (did you mean `nullable`?)",
            ],
        ),
        (
            schema,
            json!({"property": "a", "properties": {}, "options": {}, "order": 1, "label": "d", "fields": {}}),
            &[],
        ),
        (
            parameters,
            json!([{"name": "a", "in": "query", "required": "true", "explode": "no"}]),
            &[
                "B0210 /0/required: `required` should be `true` or `false`, found text; it counts as `true` (leave out the quotes)",
                "B0210 /0/explode: `explode` should be `true` or `false`, found text; it counts as `false` (write it as `false`)",
            ],
        ),
    ];
    for (pointer, part, expected) in cases {
        let found = findings_at(pointer, part.clone());
        let found: Vec<&str> =
            found.iter().map(String::as_str).filter(|said| !said.contains("the document has no `paths`")).collect();
        assert_eq!(found, *expected, "{part}");
    }
}
