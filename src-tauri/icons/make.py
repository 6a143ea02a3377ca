#!/usr/bin/env python3
"""Draws every icon of the app from icon.svg. Needs rsvg-convert and ImageMagick."""

import pathlib
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
# Apple's names for PNGs of these sizes inside an .icns file.
ICNS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic08": 256, b"ic14": 512, b"ic09": 512, b"ic10": 1024}


def draw(side: int, target: pathlib.Path) -> bytes:
    subprocess.run(["rsvg-convert", "-w", str(side), "-h", str(side), "-o", target, HERE / "icon.svg"], check=True)
    return target.read_bytes()


for name, side in {"32x32.png": 32, "128x128.png": 128, "128x128@2x.png": 256, "icon.png": 512}.items():
    draw(side, HERE / name)

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    sides = [16, 20, 24, 32, 40, 48, 64, 256]
    for side in sides:
        draw(side, folder / f"{side}.png")
    subprocess.run(["convert", *[folder / f"{side}.png" for side in sides], HERE / "icon.ico"], check=True)
    entries = b"".join(
        kind + struct.pack(">I", len(png) + 8) + png
        for kind, png in ((kind, draw(side, folder / "icns.png")) for kind, side in ICNS.items())
    )
    (HERE / "icon.icns").write_bytes(b"icns" + struct.pack(">I", len(entries) + 8) + entries)
