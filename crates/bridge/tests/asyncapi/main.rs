//! `docs/crm-protocol.asyncapi.yaml` and `docs/crm-protocol.md` say what the server's types say, no more and no less.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod client;
mod document;
mod live;
mod page;
mod people;
mod reo;
mod samples;
mod snapshot;

use document::{Document, name_of};
use reo_bridge::protocol;
use samples::Union;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn every_variant_is_described_and_nothing_else() {
    let document = Document::read();
    for union in samples::all() {
        let described: BTreeSet<_> = document.variants(union.schema).into_keys().collect();
        let spoken: BTreeSet<_> = union.samples.iter().map(name_of).collect();
        assert_eq!(described, spoken, "{}", union.schema);
    }
}

#[test]
fn every_field_that_the_server_writes_is_described_and_no_other() {
    let document = Document::read();
    for union in samples::all() {
        let schema = document.exact(union.schema);
        for sample in &union.samples {
            assert!(schema.is_valid(sample), "{}: {sample}\n{}", union.schema, schema.faults(sample));
        }
    }
}

#[test]
fn every_example_is_valid_and_comes_back_from_the_server_as_it_is() {
    let document = Document::read();
    for union in samples::all() {
        let schema = document.as_written(union.schema);
        for (name, variant) in document.variants(union.schema) {
            let examples = document::examples(&variant);
            assert!(!examples.is_empty(), "{} {name} has no example", union.schema);
            for example in examples {
                assert!(schema.is_valid(&example), "{example}\n{}", schema.faults(&example));
                comes_back(&union, &example);
            }
        }
    }
}

fn comes_back(union: &Union, example: &Value) {
    let mut back = (union.through_the_server)(example).unwrap_or_else(|fault| panic!("{example}: {fault}"));
    forget_defaults(&mut back, example);
    assert_eq!(&back, example, "{}", union.schema);
}

/// Takes out of `back` what `example` leaves to its default: nothing, `false`, none.
fn forget_defaults(back: &mut Value, example: &Value) {
    match (back, example) {
        (Value::Object(back), Value::Object(example)) => {
            back.retain(|key, value| example.contains_key(key) || !is_default(value));
            for (key, value) in back {
                forget_defaults(value, &example[key]);
            }
        }
        (Value::Array(back), Value::Array(example)) => {
            back.iter_mut().zip(example).for_each(|(one, other)| forget_defaults(one, other));
        }
        _ => {}
    }
}

fn is_default(value: &Value) -> bool {
    value.is_null() || *value == json!(false) || *value == json!([])
}

#[test]
fn what_a_page_must_write_is_what_the_server_insists_on() {
    let document = Document::read();
    for union in samples::all().into_iter().filter(|one| one.schema == "PageFrame") {
        let schema = document.as_written(union.schema);
        for less in union.samples.iter().flat_map(one_member_less) {
            let taken = (union.through_the_server)(&less).is_ok();
            assert_eq!(schema.is_valid(&less), taken, "{less}");
        }
    }
}

/// All that is left of `value` when one member of one object in it goes.
fn one_member_less(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, inner)| {
                let mut without = members.clone();
                without.remove(key);
                let deeper = one_member_less(inner).into_iter().map(|less| {
                    let mut changed = members.clone();
                    changed.insert(key.clone(), less);
                    Value::Object(changed)
                });
                std::iter::once(Value::Object(without)).chain(deeper).collect::<Vec<_>>()
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, inner)| {
                one_member_less(inner).into_iter().map(move |less| {
                    let mut changed = items.clone();
                    changed[index] = less;
                    Value::Array(changed)
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_frame_is_a_message_of_the_channel_in_its_direction() {
    let document = Document::read();
    for (union, operation) in [("PageFrame", "pageSpeaks"), ("ReoFrame", "reoSpeaks")] {
        let frames: BTreeSet<_> = document.variants(union).into_keys().collect();
        let messages = document.messages(operation);
        assert_eq!(frames, messages.keys().cloned().collect(), "{operation}");
        for (name, payload) in messages {
            assert_eq!(payload["properties"]["type"]["const"], json!(name), "payload of {name}");
        }
    }
}

#[test]
fn the_door_stands_where_the_document_says() {
    let document = Document::read();
    let ports: Vec<_> = protocol::PORTS.iter().map(ToString::to_string).collect();
    for server in ["ipv4", "ipv6"] {
        let port = document.at(&format!("/servers/{server}/variables/port"));
        assert_eq!(port["enum"], json!(ports));
        assert_eq!(port["default"], json!(ports[0]));
    }
    assert_eq!(document.at("/channels/door/address"), &json!(protocol::PATH));
}
