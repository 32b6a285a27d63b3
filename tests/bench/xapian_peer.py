#!/usr/bin/python3
"""Measures Xapian on the files that the other peers read: words in lower case, no stemming, BM25, top 10."""
import re

import xapian

from suite import peer_harness

LONGEST_TERM = 200  # Xapian refuses terms over 245 bytes


def words(text):
    return [w for w in re.findall(r'\w+', text.lower()) if len(w.encode()) <= LONGEST_TERM]


def build(documents, folder):
    store = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    generator = xapian.TermGenerator()
    count = 0
    for name, text in documents:
        document = xapian.Document()
        document.set_data(name)
        generator.set_document(document)
        generator.set_termpos(0)
        generator.index_text(text)
        store.add_document(document)
        count += 1
    store.commit()
    store.close()
    return count


def open_index(folder):
    store = xapian.Database(folder)
    enquire = xapian.Enquire(store)
    enquire.set_weighting_scheme(xapian.BM25Weight(1.2, 0, 1, 0.75, 0.5))
    operators = {'and': xapian.Query.OP_AND, 'phrase': xapian.Query.OP_PHRASE}

    def search(kind, text):
        enquire.set_query(xapian.Query(operators.get(kind, xapian.Query.OP_OR), words(text)))
        return enquire.get_mset(0, 10).size()
    return search


peer_harness.main(build, open_index)
