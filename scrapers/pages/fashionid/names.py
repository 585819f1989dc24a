"""What the parser of Peek & Cloppenburg calls itself."""

STORE = "fashionid"
PARSER = "fashionid/1"
