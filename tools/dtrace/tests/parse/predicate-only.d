BEGIN /pid == 1/
