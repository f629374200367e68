#!/usr/bin/env python3
"""Sums up captures on the workers of a Dask cluster, and merges their lines here.

    summarize_dask.py tcp://scheduler:8786 all.summary.jsonl CAPTURE…

The workers need shareproto in their PATH and see the captures under the same names. What a dead worker
had in hand is done again elsewhere. Exit 2: a capture is damaged or could not be read; the others, and
what could be read of it, are in the summary all the same.
"""

import subprocess
import sys

SHAREPROTO = "shareproto"


def summarize(capture):
    """Runs on a worker: the exit code, the line, and what was said of the capture."""
    done = subprocess.run([SHAREPROTO, "summarize", "--", capture], capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def main():
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 64
    # Only here, so that the usage is told without it.
    from distributed import Client, as_completed

    scheduler, output, *captures = sys.argv[1:]
    lines, complete = [], True
    with Client(scheduler) as client:
        tasks = client.map(summarize, captures, pure=False)
        names = {task.key: capture for task, capture in zip(tasks, captures)}
        for task in as_completed(tasks):
            try:
                code, line, said = task.result()
            except Exception as error:  # Its workers died, again and again.
                code, line, said = 2, b"", f"{names[task.key]}: {error}\n"
            # A process that was killed leaves half a line, or none.
            lines.append(line if line.endswith(b"\n") else b"")
            if code != 0:
                complete = False
                sys.stderr.write(said or f"{names[task.key]}: summarize ended with {code}\n")
            task.release()
    merged = subprocess.run([SHAREPROTO, "merge", "-o", output, "-"], input=b"".join(lines))
    return merged.returncode or (0 if complete else 2)


if __name__ == "__main__":
    sys.exit(main())
