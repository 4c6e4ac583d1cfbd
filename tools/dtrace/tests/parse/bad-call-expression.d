BEGIN { (f)->g(); }
