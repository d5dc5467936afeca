"""The pages and the graph component: how things look, never what is true."""
