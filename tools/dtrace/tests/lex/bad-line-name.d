#line 3 file
