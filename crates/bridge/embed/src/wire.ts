// The words of the door, generated from Rust.
export type * from '../../../../sdk/src/protocol';
