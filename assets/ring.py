"""Synthesises the ring tone: two soft bell notes, twice, then silence; 4 s, 48 kHz mono 16 bit."""

import math
import struct
import sys
import wave

RATE = 48_000
SECONDS = 4.0
PEAK = 0.5  # -6 dBFS
NOTES = [(0.00, 659.26), (0.22, 880.00), (0.80, 659.26), (1.02, 880.00)]  # start in s, E5 and A5 in Hz
PARTIALS = [(1.0, 1.0, 3.5), (2.0, 0.35, 5.5), (3.0, 0.12, 8.0)]  # multiple, level, decay in 1/s


def note(t, frequency):
    """One bell note t seconds after its stroke; it has died away after 1.5 s."""
    if t < 0 or t > 1.5:
        return 0.0
    attack = min(1.0, t / 0.008)
    release = min(1.0, (1.5 - t) / 0.2)
    tone = sum(a * math.exp(-d * t) * math.sin(2 * math.pi * frequency * m * t) for m, a, d in PARTIALS)
    return attack * release * tone


def main(path):
    samples = [sum(note(i / RATE - at, f) for at, f in NOTES) for i in range(int(RATE * SECONDS))]
    scale = PEAK / max(abs(s) for s in samples)
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", round(s * scale * 32767)) for s in samples))


main(sys.argv[1])
