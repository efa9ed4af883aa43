"""Bytes to text, once: byte order mark, the header's word, the page's own word, UTF-8, then windows-1252.

The order is that of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding), with two
checks, since declarations are often wrong: bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever a single-byte
declaration says, and a stray byte in UTF-8 is read as windows-1252, as are the labels `iso-8859-1` and `ascii`.
"""

from __future__ import annotations

import codecs
import re

from pipeline.errors import ParseError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The single-byte and Asian encodings of the web, and the labels that browsers read as a larger set:
# https://encoding.spec.whatwg.org/#names-and-labels. Python knows others, such as `punycode`, that are no charsets.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_WEB = frozenset((
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)), *(f"cp{page}" for page in range(1250, 1259)),
    "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949",
))  # fmt: skip
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"RIFF", b"Rar!")
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_META_SEARCHED_BYTES = 8192  # the standard looks at 1024; real heads put scripts first
_SAMPLE_BYTES = 65536
_NEVER_TEXT = bytes({*range(32), 0x7F} - set(b"\t\n\f\r"))
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
# C1 controls do not occur in text; they are windows-1252 that was taken for Latin-1.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_C0 = dict.fromkeys(set(range(32)) - set(b"\t\n\f\r"))
_NOT_TEXT = {chr(code): char or "" for code, char in {**_C0, **_C1, 0x7F: None, 0xFEFF: None}.items()}
_HAS_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff]")


def decode(body: bytes, charset: str | None = None) -> str:
    """Text of `body` without control characters; `charset` is what the Content-Type header said, if anything.

    Raises ParseError: `empty` for nothing but space, `binary` for bytes that are no text.
    """
    return decode_once(body, charset)[0]


def decode_once(body: bytes, charset: str | None = None) -> tuple[str, bytes]:
    """The same with the text's UTF-8, which the parser asks for: for most pages that is the body as it came."""
    if not body.strip():
        raise ParseError("empty", "The page has no content; ask for it again or drop its address.")
    encoding, body = _by_mark(body)
    if encoding is None and body.lstrip()[:8].startswith(_MAGIC):
        raise ParseError("binary", f"The page is a file that begins with {body.lstrip()[:4]!r}, not text.")
    text, is_utf8 = (body.decode(encoding, "replace"), False) if encoding else _by_word(body, charset)
    utf8 = body if is_utf8 else text.encode()
    if _may_hold_controls(utf8):
        text = _HAS_NOT_TEXT.sub(lambda found: _NOT_TEXT.get(found[0], ""), text)
        utf8 = text.encode()
    if not text or text.isspace():
        raise ParseError("empty", "The page has no content but control characters.")
    return text, utf8


def _may_hold_controls(utf8: bytes) -> bool:
    """A quick look, at bytes, whether there is anything to leave out: most pages have nothing."""
    if len(utf8) != len(utf8.translate(None, _NEVER_TEXT)) or _C1_BYTES.search(utf8):
        return True
    return codecs.BOM_UTF8[0] in utf8 and codecs.BOM_UTF8 in utf8  # one byte is found forty times as fast as three, and few pages have it


def _by_mark(body: bytes) -> tuple[str | None, bytes]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return encoding, body[len(mark) :]
    return None, body


def _by_word(body: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the body is its UTF-8."""
    sample = body[:_SAMPLE_BYTES]
    if wide := _wide_by_zeros(sample):
        return body.decode(wide, "replace"), False
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls > 8 + len(sample) // 50:
        raise ParseError("binary", f"The page is no text: {controls} of its first {len(sample)} bytes are control codes.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _other_than_utf8(body, charset), False
    # Seven-bit Japanese is valid UTF-8 too; nothing else that a page may declare is.
    return (body.decode("iso2022_jp", "replace"), False) if _known(charset) == "iso2022_jp" else (text, True)


def _wide_by_zeros(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of mostly Latin text is zero."""
    half = len(sample) // 2
    if half < 8 or sample.count(0) < half // 2:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else None


def _other_than_utf8(body: bytes, charset: str | None) -> str:
    if _share_of_utf8(body) > 0.9:
        return _mostly_utf8(body)
    declared = _META.search(body[:_META_SEARCHED_BYTES])
    for label in (charset, declared[1].decode("ascii", "replace") if declared else None):
        encoding = _known(label)
        if encoding:
            text = body.decode(encoding, "replace")
            if text.count("\ufffd") <= 1 + len(text) // 1000:  # a truncated page ends within a character
                return text
    return _mostly_utf8(body)


def _known(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip().strip("\"'")).name
    except (LookupError, UnicodeError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if name in _WEB else None


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CUT_OFF = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")


def _share_of_utf8(body: bytes) -> float:
    """How many of the bytes beyond ASCII stand in valid UTF-8 sequences, of one; a sequence cut off at the end counts."""
    high = len(body) - len(body.translate(None, bytes(range(128, 256))))
    valid = sum(len(sequence) for sequence in _SEQUENCE.findall(body))
    cut = _CUT_OFF.search(body, max(0, len(body) - 3))
    return (valid + (len(cut[0]) if cut else 0)) / high if high else 1.0


def _mostly_utf8(body: bytes) -> str:
    """UTF-8 whose stray bytes are windows-1252; a character cut off at the very end is left out."""
    if _share_of_utf8(body) > 0.5:
        body = _CUT_OFF.sub(b"", body)
    pieces: list[str] = []
    for run in re.findall(rb"[\x00-\x7f]+|[\x80-\xff]+", body):
        if run[0] < 0x80:
            pieces.append(run.decode("ascii"))
        else:
            pieces.append(_high_run(run))
    return "".join(pieces)


def _high_run(run: bytes) -> str:
    pieces, at = [], 0
    for match in _SEQUENCE.finditer(run):
        pieces.append(run[at : match.start()].decode("cp1252", "ignore"))
        pieces.append(match[0].decode("utf-8", "replace"))
        at = match.end()
    pieces.append(run[at:].decode("cp1252", "ignore"))
    return "".join(pieces)
