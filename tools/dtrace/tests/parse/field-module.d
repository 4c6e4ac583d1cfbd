sched:ext4, ext4 {}
