#!/bin/sh
# Makes the sounds in this folder. Needs: python3, sox, espeak-ng. The results are committed.
set -eu
cd "$(dirname "$0")"
mkdir -p ringtones voice
python3 ring.py ringtones/reo.wav

# say VOICE PITCH SPEED FILE TEXT: 16 kHz mono 16 bit, RMS about -20 dBFS, peak at most -3 dBFS.
say() {
    espeak-ng -v "$1" -p "$2" -s "$3" -g 1 -w raw.wav "$5"
    # A gentle compressor first: plain speech at -20 dBFS RMS would clip.
    sox raw.wav -b 16 -r 16000 -c 1 flat.wav gain -4 highpass 80 \
        compand 0.005,0.1 6:-70,-70,-45,-25,-20,-16,0,-12 -3 -90 0.05 silence 1 0.01 -60d
    rms=$(sox flat.wav -n stat 2>&1 | awk '/RMS.*amplitude/ { print $3 }')
    gain=$(awk -v rms="$rms" 'BEGIN { print 20 * log(0.12 / rms) / log(10) }')
    sox flat.wav -b 16 "$4" gain "$gain" compand 0.0005,0.02 6:-90,-90,-9,-9,-5,-5,0,-4 0 -90 0.0005 gain -n -3.1 pad 0.05 0.1
    rm -f raw.wav flat.wav
}

say vi 55 190 voice/customer-vi.wav \
    "A lô, em ơi, chị mua máy lọc nước tuần trước, hôm nay nước chảy yếu quá. Em kiểm tra giúp chị đơn hàng bốn bảy hai chín được không?"
say vi-vn-x-south 40 180 voice/agent-vi.wav \
    "Dạ em chào anh chị, em là tổng đài viên chăm sóc khách hàng. Anh chị vui lòng chờ một chút để em xem lại lịch bảo hành nhé ạ."
