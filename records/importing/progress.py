"""How far an import is, on a terminal or in a log."""

import time
from typing import TextIO

LINE_SECONDS = 5.0
BAR_SECONDS = 0.1
WIDTH = 28


class Bar:
    """Rows read, rows a second, time left: a line redrawn on a terminal, now and then a line elsewhere."""

    def __init__(self, stream: TextIO):
        self._stream, self._live = stream, stream.isatty()
        self._start = time.monotonic()
        self._drawn = self._start - (BAR_SECONDS if self._live else 0)

    def __call__(self, rows: int, fraction: float) -> None:
        now = time.monotonic()
        if now - self._drawn < (BAR_SECONDS if self._live else LINE_SECONDS):
            return
        self._drawn = now
        text = line(rows, fraction, now - self._start)
        if self._live:
            full = round(fraction * WIDTH)
            self._stream.write(f"\r[{'█' * full}{'·' * (WIDTH - full)}] {text:<60}")
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def close(self) -> None:
        """Clear the terminal's line, so that what follows stands alone."""
        if self._live:
            self._stream.write(f"\r{'':<{WIDTH + 64}}\r")
            self._stream.flush()


def line(rows: int, fraction: float, seconds: float) -> str:
    """`12,000 rows · 40 % · 9,500 rows/s · 2 s left`."""
    speed = rows / seconds if seconds > 0 else 0
    left = f" · {_clock(seconds * (1 - fraction) / fraction)} left" if fraction > 0 else ""
    return f"{rows:,} rows · {fraction:.0%} · {speed:,.0f} rows/s{left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
