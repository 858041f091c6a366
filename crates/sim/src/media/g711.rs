//! G.711: mu-law (PCMU) and A-law (PCMA), sample by sample.

const BIAS: i32 = 0x84;
const CLIP: i32 = 32_635;

/// One sample as mu-law.
pub(crate) fn to_mu_law(sample: i16) -> u8 {
    let (sign, magnitude) = split(sample);
    let biased = magnitude.min(CLIP) + BIAS;
    let exponent = segment(biased >> 7);
    let mantissa = (biased >> (exponent + 3)) & 0x0f;
    !low_byte(sign | (exponent << 4) | mantissa)
}

/// A mu-law byte as a sample.
pub(crate) fn from_mu_law(byte: u8) -> i16 {
    let byte = i32::from(!byte);
    let magnitude = ((((byte & 0x0f) << 3) + BIAS) << ((byte >> 4) & 7)) - BIAS;
    clamp(if byte & 0x80 == 0 { magnitude } else { -magnitude })
}

/// One sample as A-law.
pub(crate) fn to_a_law(sample: i16) -> u8 {
    // In A-law a set sign bit means positive, and the magnitude of a negative sample is its complement.
    let (sign, magnitude) = if sample < 0 { (0, !i32::from(sample)) } else { (0x80, i32::from(sample)) };
    let magnitude = magnitude.min(32_767);
    let exponent = segment(magnitude >> 7);
    let mantissa = if exponent == 0 { magnitude >> 4 } else { magnitude >> (exponent + 3) } & 0x0f;
    low_byte(sign | (exponent << 4) | mantissa) ^ 0x55
}

/// An A-law byte as a sample.
pub(crate) fn from_a_law(byte: u8) -> i16 {
    let byte = i32::from(byte ^ 0x55);
    let exponent = (byte >> 4) & 7;
    let mantissa = ((byte & 0x0f) << 4) + 8;
    let magnitude = if exponent == 0 { mantissa } else { (mantissa + 0x100) << (exponent - 1) };
    clamp(if byte & 0x80 == 0 { -magnitude } else { magnitude })
}

fn split(sample: i16) -> (i32, i32) {
    let sample = i32::from(sample);
    if sample < 0 { (0x80, -sample) } else { (0, sample) }
}

/// The number of the highest bit set: which of the eight segments a magnitude lies in.
fn segment(value: i32) -> i32 {
    (1..8).rev().find(|bit| value >> bit != 0).unwrap_or(0)
}

fn low_byte(value: i32) -> u8 {
    u8::try_from(value & 0xff).unwrap_or_default()
}

fn clamp(value: i32) -> i16 {
    i16::try_from(value.clamp(-32_768, 32_767)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_of_the_tables() {
        assert_eq!((to_mu_law(0), to_a_law(0)), (0xff, 0xd5));
        assert_eq!((from_mu_law(0x00), from_mu_law(0x80)), (-32_124, 32_124));
        assert_eq!((from_a_law(0x2a), from_a_law(0xaa)), (-32_256, 32_256));
    }

    #[test]
    fn every_byte_survives_the_way_there_and_back() {
        for byte in 0..=255 {
            // Mu-law has two zeroes.
            if byte != 0x7f {
                assert_eq!(to_mu_law(from_mu_law(byte)), byte);
            }
            assert_eq!(to_a_law(from_a_law(byte)), byte);
        }
    }

    #[test]
    fn the_error_is_small_beside_the_sample() {
        for sample in (-32_000..32_000).step_by(37) {
            let error = |back: i16| (i32::from(back) - i32::from(sample)).abs();
            let allowed = 20 + i32::from(sample).abs() / 16;
            assert!(error(from_mu_law(to_mu_law(sample))) <= allowed, "{sample}");
            assert!(error(from_a_law(to_a_law(sample))) <= allowed, "{sample}");
        }
    }
}
