"""AWS on your own machine: moto, with time, a past, and bad days."""
