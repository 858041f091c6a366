//! G.711: one byte a sample, logarithmic (ITU-T G.711).

/// Which of the two laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// North America and Japan.
    Mu,
    /// The rest of the world.
    A,
}

impl Law {
    /// Encodes a 16-bit sample.
    pub(crate) fn encode(self, sample: i16) -> u8 {
        match self {
            Self::Mu => encode_mu(sample),
            Self::A => encode_a(sample),
        }
    }

    /// Decodes to a 16-bit sample.
    pub(crate) fn decode(self, byte: u8) -> i16 {
        match self {
            Self::Mu => decode_mu(byte),
            Self::A => decode_a(byte),
        }
    }
}

/// Added before the logarithm, so that the segments begin at powers of two.
const BIAS: i32 = 0x84;
const CLIP: i32 = 32_635;

fn encode_mu(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(CLIP) + BIAS;
    let exponent = 31 - magnitude.leading_zeros() - 7;
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    !(sign | (exponent as u8) << 4 | mantissa as u8)
}

fn decode_mu(byte: u8) -> i16 {
    let byte = !byte;
    let exponent = (byte >> 4) & 0x07;
    let magnitude = (((i32::from(byte & 0x0f) << 3) + BIAS) << exponent) - BIAS;
    (if byte & 0x80 == 0 { magnitude } else { -magnitude }) as i16
}

fn encode_a(sample: i16) -> u8 {
    // The sign bit is set for positive samples; the magnitude has 11 bits.
    let (sign, magnitude) =
        if sample < 0 { (0, !i32::from(sample) >> 4) } else { (0x80, i32::from(sample) >> 4) };
    let code = if magnitude < 16 {
        magnitude
    } else {
        let exponent = 31 - magnitude.leading_zeros() as i32 - 3;
        exponent << 4 | ((magnitude >> (exponent - 1)) & 0x0f)
    };
    (sign | code as u8) ^ 0x55
}

fn decode_a(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let exponent = i32::from((byte >> 4) & 0x07);
    let mantissa = i32::from(byte & 0x0f) << 4;
    let magnitude = if exponent == 0 { mantissa + 8 } else { (mantissa + 0x108) << (exponent - 1) };
    (if byte & 0x80 == 0 { -magnitude } else { magnitude }) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_code_words_of_the_standard() {
        assert_eq!((Law::Mu.encode(0), Law::Mu.decode(0xff)), (0xff, 0));
        assert_eq!((Law::Mu.encode(i16::MAX), Law::Mu.encode(i16::MIN)), (0x80, 0x00));
        assert_eq!((Law::Mu.decode(0x80), Law::Mu.decode(0x00)), (32_124, -32_124));
        assert_eq!((Law::A.encode(0), Law::A.decode(0xd5)), (0xd5, 8));
        assert_eq!((Law::A.encode(i16::MAX), Law::A.encode(i16::MIN)), (0xaa, 0x2a));
        assert_eq!((Law::A.decode(0xaa), Law::A.decode(0x2a)), (32_256, -32_256));
    }

    #[test]
    fn every_code_word_survives_and_no_sample_is_off_by_more_than_its_segment() {
        for law in [Law::Mu, Law::A] {
            for byte in 0..=255 {
                let again = law.encode(law.decode(byte));
                // The mu-law has two zeros.
                assert!(again == byte || law.decode(again) == law.decode(byte), "{law:?} {byte:#x}");
            }
            for sample in (i16::MIN..=i16::MAX).step_by(7) {
                let off = (i32::from(sample) - i32::from(law.decode(law.encode(sample)))).abs();
                assert!(off <= 16 + i32::from(sample).abs() / 24, "{law:?} {sample} off by {off}");
            }
        }
    }
}
