"""Corpora and their queries: S and L of the shared benchmark data, and larger ones made of L."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from . import machine

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@dataclass
class Corpus:
    name: str
    ndjson: str
    tsv: str  # id, title, body: what the peers read
    queries: str
    documents: int


def _cut(source, target, lines):
    """The first `lines` lines (all when 0)."""
    with open(source, 'rb') as reader, open(target + '.part', 'wb') as writer:
        for number, line in enumerate(reader):
            if lines and number >= lines:
                break
            writer.write(line)
    os.replace(target + '.part', target)


def _count(path):
    with open(path, 'rb') as lines:
        return sum(1 for _ in lines)


def _text(record):
    return ' '.join(((record.get('description') or '') + ' ' + (record.get('readme') or '')).split())


def _write_tsv(ndjson, tsv):
    """id, title, body, stars: as prepare.py of the shared data writes them."""
    with open(ndjson, encoding='utf8') as lines, open(tsv, 'w', encoding='utf8') as out:
        for line in lines:
            record = json.loads(line)
            title = re.sub(r'[-_./:]+', ' ', record['full_name'].split('/', 1)[-1])
            out.write(f"{record['full_name']}\t{title}\t{_text(record)}\t{record.get('stars') or ''}\n")


def _draw_queries(ndjson, target, each):
    """Words out of the descriptions of records drawn at random, `each` of every kind."""
    draw = random.Random(1)
    with open(ndjson, encoding='utf8') as lines:
        texts = [re.findall(r'[A-Za-z][A-Za-z0-9]{1,20}', _text(json.loads(line))[:600].lower()) for line in lines]
    texts = [words for words in texts if len(words) >= 5]
    with open(target, 'w', encoding='utf8') as out:
        for kind in ('term', 'or', 'and', 'phrase'):
            for _ in range(each):
                words = draw.choice(texts)
                at = draw.randrange(len(words) - 3)
                chosen = {'term': draw.sample(words, 1), 'phrase': words[at:at + 2]}.get(kind) or draw.sample(words, 3)
                out.write(f"{kind}\t{' '.join(chosen)}\n")


class Corpora:
    """Prepares corpora under the cache folder once: those of the shared data, else (`seed`, NDJSON) small ones made
    here, which show that the measurements work and compare nothing. `quick`: a few thousand records."""

    def __init__(self, shared, cache, quick, seed):
        bench = os.path.join(shared, 'bench') if shared else ''
        there = os.path.isfile(os.path.join(bench, 'prepare.py')) and shutil.which('zstd')
        self.shared = bench if there else ''
        self.seed = seed
        self.folder = os.path.join(cache, ('corpora' if there else 'corpora_made') + ('_quick' if quick else ''))
        self.quick = quick
        os.makedirs(self.folder, exist_ok=True)

    def get(self, name):
        """'S' or 'L'."""
        return self._shared(name) if self.shared else self._made(name)

    def _made(self, name):
        ndjson = os.path.join(self.folder, name + '.ndjson')
        tsv, queries = ndjson[:-7] + '.tsv', ndjson[:-7] + '.queries.tsv'
        if not os.path.exists(queries):
            self._make({'S': 600, 'L': 300}[name], self.seed, ndjson)
            _write_tsv(ndjson, tsv)
            _draw_queries(ndjson, queries, 20)
        return Corpus(name, ndjson, tsv, queries, _count(ndjson))

    @staticmethod
    def _make(documents, source, target):
        with open(target + '.part', 'wb') as writer:
            subprocess.run([sys.executable, os.path.join(HERE, 'make_corpus'), source, str(documents)],
                           stdout=writer, check=True)
        os.replace(target + '.part', target)

    def _shared(self, name):
        file = {'S': 'short', 'L': 'long'}[name]
        ndjson = os.path.join(self.folder, file + '.ndjson')
        tsv = os.path.join(self.folder, file + '.tsv')
        queries = os.path.join(self.folder, file + '.queries.tsv')
        if not os.path.exists(ndjson):
            machine.say(f'unpacking {file}.ndjson')
            whole = ndjson + '.whole'
            subprocess.run(['zstd', '-dqf', os.path.join(self.shared, file + '.ndjson.zst'), '-o', whole], check=True)
            _cut(whole, ndjson, {'S': 20000, 'L': 2000}[name] if self.quick else 0)
            os.remove(whole)
        if not os.path.exists(tsv):
            _write_tsv(ndjson, tsv)
        if not os.path.exists(queries):
            self._copy_queries(os.path.join(self.shared, file + '.queries.tsv'), queries)
        return Corpus(name, ndjson, tsv, queries, _count(ndjson))

    def _copy_queries(self, source, target):
        with open(source, encoding='utf8') as lines:
            kept = list(lines)
        if self.quick:
            kept = [line for number, line in enumerate(kept) if number % 10 == 0]
        with open(target, 'w', encoding='utf8') as writer:
            writer.writelines(kept)

    def catalogue(self):
        """The catalogue of the shared corpus, with queries drawn from it; S where that is not there."""
        source = os.path.join(self.shared, '../corpus/catalogue.ndjson.zst')
        if not self.shared or not os.path.isfile(source):
            return self.get('S')
        ndjson = os.path.join(self.folder, 'catalogue.ndjson')
        queries = ndjson[:-7] + '.queries.tsv'
        if not os.path.exists(queries):
            machine.say('unpacking catalogue.ndjson')
            whole = ndjson + '.whole'
            subprocess.run(['zstd', '-dqf', source, '-o', whole], check=True)
            _cut(whole, ndjson, 5000 if self.quick else 0)
            os.remove(whole)
            _draw_queries(ndjson, queries, 50 if self.quick else 300)
        return Corpus('catalogue', ndjson, '', queries, _count(ndjson))

    def recombined(self, documents):
        """L's paragraphs in new company, `documents` of them, with L's queries."""
        base = self.get('L')
        ndjson = os.path.join(self.folder, f'made_{documents}.ndjson')
        if not os.path.exists(ndjson):
            machine.say(f'making a corpus of {documents} documents')
            self._make(documents, base.ndjson, ndjson)
        return Corpus(f'R{documents}', ndjson, '', base.queries, documents)


def query_targets(corpus, kind):
    """Targets of /v1/search for the queries of a kind."""
    from urllib.parse import quote_plus
    targets = []
    with open(corpus.queries, encoding='utf8') as lines:
        for line in lines:
            line_kind, text = line.rstrip('\n').split('\t')
            if line_kind != kind:
                continue
            words = re.split(r'\s+', text.strip())
            asked = {'or': ' OR '.join(words), 'phrase': f'"{text}"'}.get(kind, text)
            targets.append('/v1/search?q=' + quote_plus(asked))
    return targets
