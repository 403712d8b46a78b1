"""Work on bytes that anybody wrote, in a process of its own: what a library written in C spends on them, only the system can bound.

The process is begun with the first file, does one file after the other, and is begun anew where it ended. It hands plain JSON back, never code. Where
Python cannot start itself (a frozen program), the work is done in this process, and on Windows, which has no such limits, the clock on the wall is its bound.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from policydiff import errors
from policydiff.errors import DamagedSource, MissingReader, SourceError, TooMuchMemory, TooSlow
from policydiff.limits import LIMITS

_WALL = 10  # times the limit of processor time that may pass on the clock, on a machine with other things to do
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from policydiff.documents.apart import serve; serve()"
_SIZE = 8  # bytes of the length before each message
_NO_MEMORY = 3  # the status of a process that Python's own memory ran out on
# How libraries end that get no memory, and what the system ends.
_ABORTED = {getattr(signal, name, None) for name in ("SIGABRT", "SIGILL", "SIGTRAP", "SIGKILL")}

Work = Callable[[bytes], dict[str, Any]]


def apart(work: Work, data: bytes) -> dict[str, Any]:
    """What `work`, a function of a module, gives for `data`: plain values, done by another process within `LIMITS.reading` and `LIMITS.memory`.

    Raises the SourceError that the work raises, TooSlow, TooMuchMemory, and DamagedSource where the library fails on the data.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        return work(data)
    answer = _helper.ask(f"{work.__module__}:{work.__qualname__}", data)
    if "error" in answer:
        kind = getattr(errors, answer["error"], None)
        raise kind(answer["message"]) if kind else RuntimeError(f"{answer['error']}: {answer['message']}")
    found: dict[str, Any] = answer["found"]
    return found


class _Helper:
    """The process that does the work, one file at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, work: str, data: bytes) -> dict[str, Any]:
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            clock = threading.Timer(_WALL * LIMITS.reading, stop)
            clock.daemon = True
            clock.start()
            try:
                _send(process.stdin, json.dumps([work, LIMITS.reading, LIMITS.memory]).encode())
                _send(process.stdin, data)
                answer: dict[str, Any] = json.loads(_receive(process.stdout))
            except (OSError, EOFError):
                raise _failure(self._ended(), late=late.is_set()) from None
            except BaseException:  # an answer that nobody took must not be taken for that on the next file
                self.end()
                raise
            finally:
                clock.cancel()
            return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            path = json.dumps([os.path.abspath(place) for place in sys.path])
            command = [sys.executable, "-I", "-c", _START, path]
            try:
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                self._process, self._owner = process, os.getpid()
                assert process.stdout is not None
                _receive(process.stdout)  # it says so when it is there
            except (OSError, EOFError) as error:
                self.end()
                raise MissingReader(
                    f"is opened in a process of its own, which cannot be started ({getattr(error, 'strerror', None) or 'it ends at once'})"
                ) from None
        return self._process

    def _ended(self) -> int:
        """How the process ended."""
        process, self._process = self._process, None
        assert process is not None
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        try:
            return process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def end(self) -> None:
        """Let the process go."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._ended()


def _failure(status: int, *, late: bool) -> SourceError:
    if late or status == -getattr(signal, "SIGXCPU", 0):
        return TooSlow(f"takes over {LIMITS.reading:,.0f} seconds of processor time, the limit for one document; give the policy alone")
    if status == _NO_MEMORY or -status in _ABORTED:
        return TooMuchMemory(f"takes over {LIMITS.memory:,} bytes of memory, the limit for one document; give the policy alone")
    return DamagedSource("is so broken that the library that opens it fails; save it anew")


def serve() -> None:
    """Do what is asked on standard input until it ends. Called in the process apart."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _send(answers, b"")
    while True:
        try:
            name, seconds, memory = json.loads(_receive(sys.stdin.buffer))
            data = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _bound(seconds, memory)
        try:
            answer: dict[str, Any] = {"found": _named(name)(data)}
        except MemoryError:
            os._exit(_NO_MEMORY)
        except Exception as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        _send(answers, json.dumps(answer).encode())


def _bound(seconds: float, memory: int) -> None:
    """No more than so many seconds from now, so many bytes in all, and no file written."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    for kind, most in ((resource.RLIMIT_CPU, until), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):  # a stricter limit of the caller's holds, and some systems do not know all
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _named(name: str) -> Work:
    from importlib import import_module

    module, _, function = name.partition(":")
    work: Work = getattr(import_module(module), function)
    return work


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_SIZE, "big"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    size = _exactly(stream, _SIZE)
    return _exactly(stream, int.from_bytes(size, "big"))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


_helper = _Helper()
atexit.register(_helper.end)
