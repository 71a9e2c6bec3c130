"""The open JSON form of a plan: what it holds, how it is read and checked, its JSON Schema. Knows no database."""
