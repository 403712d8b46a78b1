"""Every error that policydiff raises on purpose.

    PolicydiffError
    ├── SourceError            the input cannot be read as a document
    │   ├── MissingSource      no such file, a directory, no permission, no such git revision or path
    │   ├── EmptySource        nothing in it
    │   ├── BinarySource       not text in a format that is read
    │   ├── DamagedSource      a PDF or Word file that is broken
    │   ├── EncryptedSource    a PDF or Word file that asks for a password
    │   ├── ScannedSource      a PDF of pictures, without text
    │   ├── MissingReader      the library that reads the format is not installed
    │   ├── UndecodableSource  text in no encoding that was declared or detected
    │   ├── OverLimit          over one of the limits of policydiff/limits.py
    │   │   ├── TooLarge           more bytes than a source may have
    │   │   ├── TooLong            more text or pages
    │   │   ├── TooDeep            parts in parts in parts
    │   │   ├── TooWide            more cells of tables
    │   │   ├── TooMuchPacked      small as it is, and huge once it is unpacked
    │   │   ├── TooSlow            more time
    │   │   └── TooMuchMemory      more memory
    │   └── UnsupportedLanguage  a text that is not English
    ├── MissingLibrary         a library that a call needs is not installed
    ├── WorkersLost            the processes that do the work die again and again
    ├── RuleError              a rule, regime or facts file says something it cannot mean
    ├── SettingsError          the settings of the gate, or its file of acknowledgements, say something they cannot mean
    └── UsageError             the command line or a call asks for something that does not exist

A message is one line: what is wrong, where, and what to do about it.
"""

from __future__ import annotations


class PolicydiffError(Exception):
    """The root of all errors that policydiff raises on purpose; its text is one line for a person."""


class SourceError(PolicydiffError):
    """The input cannot be read as a document."""


class MissingSource(SourceError):
    """The named file, revision or path is not there, or is not a readable file."""


class EmptySource(SourceError):
    """The input holds no text."""


class BinarySource(SourceError):
    """The input is not text in any format that is read."""


class DamagedSource(SourceError):
    """The input begins like a file of a format that is read, and is broken."""


class EncryptedSource(SourceError):
    """The input cannot be opened without a password."""


class ScannedSource(SourceError):
    """The pages are pictures: they hold no text that could be read."""


class MissingReader(SourceError):
    """The format is read by a library that is not installed; the message says how to install it."""


class UndecodableSource(SourceError):
    """The bytes are text in no encoding that was declared or detected."""


class OverLimit(SourceError):
    """The input is over one of the limits of policydiff/limits.py."""


class TooLarge(OverLimit):
    """The source has more bytes than one may have."""


class TooLong(OverLimit):
    """The source holds more readable text, or more pages, than one may have."""


class TooDeep(OverLimit):
    """The source nests its parts too deep."""


class TooWide(OverLimit):
    """The tables of the source have more cells than those of one document may have."""


class TooMuchPacked(OverLimit):
    """The source unpacks to more bytes or parts than one may have."""


class TooSlow(OverLimit):
    """Working on the source took longer than it may."""


class TooMuchMemory(OverLimit):
    """Working on the source took more memory than it may."""


class UnsupportedLanguage(SourceError):
    """The text is long enough to tell its language, and the language is not English."""

    def __init__(self, message: str, *, language: str) -> None:
        super().__init__(message)
        self.language = language


class MissingLibrary(PolicydiffError):
    """A library that a call needs is not installed; the message says how to install it."""


class WorkersLost(PolicydiffError):
    """The processes or workers that do the work die again and again."""


class RuleError(PolicydiffError):
    """A rule, regime or facts file is malformed; the message names the file and the field."""


class SettingsError(PolicydiffError):
    """The settings of the gate or its acknowledgements are malformed; the message names the file and the key."""


class UsageError(PolicydiffError):
    """The call asks for something that does not exist, such as an unknown regime or rule."""
