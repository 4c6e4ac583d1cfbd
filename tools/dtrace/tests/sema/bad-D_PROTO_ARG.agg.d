BEGIN { @a["x"] = count(); @a[5] = count(); }
