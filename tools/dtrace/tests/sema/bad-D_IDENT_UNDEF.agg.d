BEGIN { @counts = count(); } END { printa(@count); }
