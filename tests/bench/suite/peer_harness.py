"""What the harnesses in Python share: reading the corpus, timing the queries, the JSON that the others print too."""
import json
import os
import sys
import time


def documents(path):
    """(id, text) of each line: title and body as one field."""
    with open(path, encoding='utf8') as lines:
        for line in lines:
            fields = line.rstrip('\n').split('\t')
            yield fields[0], fields[1] + '\n' + (fields[2] if len(fields) > 2 else '')


def queries(path):
    kinds = {}
    with open(path, encoding='utf8') as lines:
        for line in lines:
            if '\t' in line:
                kind, text = line.rstrip('\n').split('\t', 1)
                kinds.setdefault(kind, []).append(text)
    return kinds


def report_index(build, source, folder):
    """`build(documents, folder)` returns the number of documents."""
    began = time.perf_counter()
    count = build(documents(source), folder)
    seconds = time.perf_counter() - began
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    print(json.dumps({'docs': count, 'seconds': seconds, 'docs_per_s': count / seconds, 'index_bytes': size}))


def report_queries(search, source, repeat):
    """`search(kind, text)` returns the number of hits, at most ten."""
    out = {}
    for kind, texts in queries(source).items():
        hits = sum(search(kind, text) for text in texts)  # warms up and counts
        times = []
        for _ in range(repeat):
            for text in texts:
                began = time.perf_counter()
                search(kind, text)
                times.append(1e6 * (time.perf_counter() - began))
        times.sort()
        out[kind] = {'queries': len(texts), 'p50_us': times[len(times) // 2], 'p95_us': times[int(len(times) * .95)],
                     'p99_us': times[int(len(times) * .99)], 'qps': 1e6 * len(times) / sum(times), 'hits': hits}
    print(json.dumps(out))


def main(build, open_index):
    """index CORPUS.tsv DIR | query DIR QUERIES.tsv [REPEAT]; `open_index(folder)` returns the search function."""
    if len(sys.argv) >= 4 and sys.argv[1] == 'index':
        report_index(build, sys.argv[2], sys.argv[3])
    elif len(sys.argv) >= 4 and sys.argv[1] == 'query':
        report_queries(open_index(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 3)
    else:
        sys.exit(f'usage: {os.path.basename(sys.argv[0])} index CORPUS.tsv DIR | query DIR QUERIES.tsv [REPEAT]')
