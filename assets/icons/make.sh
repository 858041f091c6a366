#!/bin/sh
# Renders every PNG from the SVG files beside this script. Needs rsvg-convert (Debian: librsvg2-bin).
set -eu
cd "$(dirname "$0")"
for size in 32 128 256 512; do
  rsvg-convert --width "$size" --height "$size" reo.svg --output "$size.png"
done
for svg in tray/*.svg; do
  rsvg-convert --width 32 --height 32 "$svg" --output "${svg%.svg}.png"
done
