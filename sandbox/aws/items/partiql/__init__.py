"""PartiQL as DynamoDB speaks it: SELECT, INSERT, UPDATE and DELETE on single tables.

After the developer guide, "PartiQL - a SQL-compatible query language for
Amazon DynamoDB". Not moto's parser: it has no parameters in INSERT and DELETE.
"""
