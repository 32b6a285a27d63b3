#!/usr/bin/python3
"""Measures SQLite's FTS5 on the files that the other peers read: unicode61 tokens, bm25(), top 10, no stored text."""
import os
import re
import sqlite3

from suite import peer_harness


def build(documents, folder):
    store = sqlite3.connect(os.path.join(folder, 'fts.db'))
    store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-262144;"
                        "CREATE VIRTUAL TABLE docs USING fts5(text, content='', tokenize='unicode61')")
    rows = ((number + 1, text) for number, (_, text) in enumerate(documents))
    count = store.executemany('INSERT INTO docs(rowid, text) VALUES (?, ?)', rows).rowcount
    store.execute("INSERT INTO docs(docs) VALUES ('optimize')")
    store.commit()
    store.close()
    return count


def open_index(folder):
    store = sqlite3.connect(os.path.join(folder, 'fts.db'))
    store.execute('PRAGMA cache_size=-1048576')

    def match(kind, text):
        quoted = ['"' + word + '"' for word in re.findall(r'\w+', text)]
        if kind == 'phrase':
            return '"' + ' '.join(re.findall(r'\w+', text)) + '"'
        return (' AND ' if kind == 'and' else ' OR ').join(quoted)

    def search(kind, text):
        return len(store.execute('SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 10',
                                 (match(kind, text),)).fetchall())
    return search


peer_harness.main(build, open_index)
