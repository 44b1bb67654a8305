"""DynamoDB's expressions: read once, then asked of many items.

Conditions and filters, projections, key conditions and updates, as the
developer guide's "Expressions" chapter has them, refused in DynamoDB's words.
Moto's own evaluator is not used: it compares values of different types, reads
list indexes of one digit only, and counts with 28 digits.
"""
