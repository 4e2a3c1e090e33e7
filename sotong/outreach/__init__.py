"""Official posts, and how far the departments carried them."""
