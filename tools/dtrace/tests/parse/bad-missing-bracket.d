BEGIN { @a[1 = count(); }
