# SPDX-License-Identifier: MIT
"""Values that break quoting, and how they are written in an .exp file."""

VALUES = [
    "", " ", "  two  blanks ", "'", "''", '"', "it's \"both\"", "$HOME", "${HOME}", "$(touch pwned)", "`touch pwned`",
    "\\", "\\\\n", "a\\", "line\nbreak", "\n", "ends with a newline\n", "\t", "\r", "-n", "--", "-e", "--lr=1", "*", "?[a-z]*",
    "~", "~root", "!", "!!", "#comment", ";touch pwned", "&", "|", ">pwned", "a=b", "%A_%a", "{a,b}", "é", "日本語", "🦀🎲",
    "e\u0301", "\u202e", "\u00a0", "\x01", "\x7f", "@name@", "\\u0041", "x" * 3000,
]


def exp_string(text):
    """`text` as a string of the language."""
    escapes = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, f"\\u{{{ord(c):x}}}" if ord(c) < 32 or ord(c) == 127 else c) for c in text) + '"'
