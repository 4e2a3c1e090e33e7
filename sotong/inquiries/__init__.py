"""Citizens' questions: who holds each, the replies, and the clocks by which they are due."""
