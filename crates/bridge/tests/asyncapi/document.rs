//! The description as data.

use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// A file of `docs`.
pub fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// `docs/crm-protocol.asyncapi.yaml`.
pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        Self(serde_saphyr::from_str(&text("crm-protocol.asyncapi.yaml")).unwrap())
    }

    /// What stands at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
    }

    /// The alternatives of a schema by the name that each has on the wire.
    pub fn variants(&self, schema: &str) -> BTreeMap<String, Value> {
        let alternatives = self.at(&format!("/components/schemas/{schema}/oneOf")).as_array().unwrap();
        alternatives.iter().map(|one| self.follow(one)).map(|one| (constant(&one), one)).collect()
    }

    /// The messages of an operation by name, each with the schema of its payload.
    pub fn messages(&self, operation: &str) -> BTreeMap<String, Value> {
        let listed = self.at(&format!("/operations/{operation}/messages")).as_array().unwrap();
        let payload = |one: &Value| self.follow(&self.follow(&self.follow(one))["payload"]);
        listed.iter().map(|one| (last_part(&one["$ref"]), payload(one))).collect()
    }

    /// A schema as clients read it: what is not required may be missing, what is not named may be there.
    pub fn as_written(&self, schema: &str) -> Schema {
        Schema::new(schema, self.at("/components").clone())
    }

    /// A schema that takes exactly the fields it names, all of them.
    pub fn exact(&self, schema: &str) -> Schema {
        let mut components = self.at("/components").clone();
        make_exact(&mut components["schemas"]);
        Schema::new(schema, components)
    }

    fn follow(&self, value: &Value) -> Value {
        match value["$ref"].as_str() {
            Some(target) => self.at(target.trim_start_matches('#')).clone(),
            None => value.clone(),
        }
    }
}

/// One schema of the document, ready to judge.
pub struct Schema(jsonschema::Validator);

impl Schema {
    fn new(name: &str, components: Value) -> Self {
        let root = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "allOf": [{ "$ref": format!("#/components/schemas/{name}") }],
            "components": components,
        });
        Self(jsonschema::validator_for(&root).unwrap())
    }

    pub fn is_valid(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// What is wrong with a value, a line each.
    pub fn faults(&self, value: &Value) -> String {
        self.0.iter_errors(value).map(|fault| format!("{fault} at {}\n", fault.instance_path())).collect()
    }
}

/// The name of a value on the wire: its `type`, or the text that it is.
pub fn name_of(value: &Value) -> String {
    value.get("type").unwrap_or(value).as_str().unwrap().to_owned()
}

/// The examples of an alternative; a constant is its own.
pub fn examples(schema: &Value) -> Vec<Value> {
    match schema.get("const") {
        Some(constant) => vec![constant.clone()],
        None => schema["examples"].as_array().cloned().unwrap_or_default(),
    }
}

fn constant(schema: &Value) -> String {
    let own = schema.get("const").unwrap_or(&schema["properties"]["type"]["const"]);
    own.as_str().unwrap_or_else(|| panic!("an alternative without a name: {schema}")).to_owned()
}

fn last_part(reference: &Value) -> String {
    reference.as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

fn make_exact(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(named) = members.get("properties").and_then(Value::as_object) {
                let all: Vec<_> = named.keys().cloned().collect();
                members.insert("required".into(), json!(all));
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(make_exact);
        }
        Value::Array(items) => items.iter_mut().for_each(make_exact),
        _ => {}
    }
}
