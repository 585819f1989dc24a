"""What the parser of About You calls itself."""

STORE = "aboutyou"
PARSER = "aboutyou/1"
