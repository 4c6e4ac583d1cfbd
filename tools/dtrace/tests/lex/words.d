foo _bar `jiffies mod`sym ``user 8021q`sym pid12`lib`sym int string self this whilex @ @a @_b9 @self
x.self x->string p->this.y x -> /* comment */ probe
