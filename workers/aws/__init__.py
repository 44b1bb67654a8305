"""The only place that speaks to AWS: typed verbs in, our frozen models and errors out."""
