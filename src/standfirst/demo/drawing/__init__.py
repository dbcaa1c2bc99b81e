"""The demo's pictures: blocks cut, inked and printed by Pillow. No text, no outside material."""
