BEGIN { @a = cuont(); }
