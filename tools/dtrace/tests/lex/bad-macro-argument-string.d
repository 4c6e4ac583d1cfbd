trace($$3);
