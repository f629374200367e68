#!/usr/bin/env python3
"""Sums up captures on the executors of a Spark cluster, and merges their lines here.

    spark-submit summarize_spark.py all.summary.jsonl CAPTURE…

The executors need shareproto in a folder of this program's PATH, and see the captures under the same
names. What a dead executor had in hand is done again elsewhere. Exit 2: a capture is damaged or could
not be read; the others, and what could be read of it, are in the summary all the same.
"""

import os
import subprocess
import sys

# One capture a line comes in; its summary goes out, and a line with ! where something is wrong with it.
PIPE = """sh -c 'while IFS= read -r capture; do
    line=$(shareproto summarize -- "$capture" < /dev/null)
    code=$?
    # A process that was killed leaves half a line.
    [ "$code" -gt 2 ] || [ -z "$line" ] || printf "%s\\n" "$line"
    [ "$code" -eq 0 ] || echo "! $capture"
done'"""


# The commands of RDD.pipe get no environment of their own.
PATH = {"PATH": os.environ["PATH"]}


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 64
    # Only here, so that the usage is told without it.
    from pyspark import SparkContext

    output, *captures = sys.argv[1:]
    spark = SparkContext.getOrCreate()
    lines = spark.parallelize(captures, max(1, len(captures))).pipe(PIPE, PATH).collect()
    spark.stop()
    summaries = [line for line in lines if not line.startswith("!")]
    damaged = [line[2:] for line in lines if line.startswith("!")]
    for capture in damaged:
        print(f"{capture}: damaged; see what shareproto summarize says of it", file=sys.stderr)
    text = "".join(line + "\n" for line in summaries).encode()
    merged = subprocess.run(["shareproto", "merge", "-o", output, "-"], input=text)
    return merged.returncode or (2 if damaged else 0)


if __name__ == "__main__":
    sys.exit(main())
