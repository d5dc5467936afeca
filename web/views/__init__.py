"""The views of the page Explore, one module each; `web.views.bar` says which there are."""
