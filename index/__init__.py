"""Embedding models, FAISS vectors and the word index. Imports none of the other packages."""
